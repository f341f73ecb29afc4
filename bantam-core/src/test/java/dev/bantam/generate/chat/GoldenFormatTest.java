package dev.bantam.generate.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.ToolCall;
import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the templates of real models write as a call, their formats read as the same call. */
class GoldenFormatTest {
  private static final List<Map<String, Object>> TOOLS =
      List.of(ReplyParserTest.tool("weather", "city", "string"));

  @TestFactory
  Stream<DynamicTest> templates() throws IOException {
    return Goldens.cases("chat").stream()
        .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static void check(Path dir) throws IOException {
    Path file = dir.resolve("template.jinja");
    ChatTemplate template = ChatTemplate.of(file.toString(), Files.readString(file), "<s>", "</s>");
    ChatFormat format = ChatFormat.of(template);
    List<Message> question = List.of(Message.system("Be brief."), Message.user("Rain in Łódź?"));
    ToolCall call = new ToolCall("toolu_1", "weather", Map.of("city", "Łódź"));
    Message asked = new Message("assistant", "", null, List.of(call), null, null);
    Message told = new Message("tool", "dry 21", null, List.of(), "toolu_1", null);

    String offered = text(format.turn(template, question, TOOLS, null));
    assertThat(offered).contains("weather", "Be brief.", "Rain in Łódź?");
    String answered =
        text(
            format.turn(
                template,
                Stream.concat(question.stream(), Stream.of(asked, told)).toList(),
                TOOLS,
                null));
    assertThat(answered).contains("weather", "Łódź", "dry 21");

    ReplyParser parser = new ReplyParser(format.calls(), Tool.byName(TOOLS), null);
    boolean bare = format.calls().opening().isEmpty(); // such a call is the whole answer
    int from = answered.indexOf(bare ? "{\"name\": \"weather\", " : "Rain in Łódź?");
    assertThat(ReplyParserTest.parse(parser, answered.substring(from)))
        .contains(new Call("weather", Map.of("city", "Łódź")));
  }

  private static String text(ChatTurn turn) {
    return ((Prompt.Rendered) turn.prompt())
        .spans().stream().map(Span::text).collect(Collectors.joining());
  }
}
