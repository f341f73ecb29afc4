package dev.bantam.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models' own templates, and those of known families. */
class ChatTemplateTest {
  /** Types of tokens in GGUF. */
  private static final int NORMAL = 1;

  private static final int CONTROL = 3;

  private static final List<Map<String, Object>> CONVERSATION =
      List.of(
          Map.of("role", "system", "content", "Be brief."),
          Map.of("role", "user", "content", "Hi"),
          Map.of("role", "assistant", "content", "Hello"),
          Map.of("role", "user", "content", "Bye"));

  private static String text(List<Span> spans) {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  private static Tokenizer tokenizer(Map<String, Object> more, String... tokens)
      throws MalformedFileException {
    List<String> all = new ArrayList<>(List.of("<unk>", "<s>", "</s>", "▁a"));
    all.addAll(List.of(tokens));
    int[] types = new int[all.size()];
    Arrays.fill(types, CONTROL);
    types[3] = NORMAL;
    Map<String, Object> values = new HashMap<>(more);
    values.put("tokenizer.ggml.model", "llama");
    values.put("tokenizer.ggml.tokens", all.toArray(String[]::new));
    values.put("tokenizer.ggml.token_type", types);
    values.put("tokenizer.ggml.scores", new float[all.size()]);
    values.put("tokenizer.ggml.bos_token_id", 1L);
    values.put("tokenizer.ggml.eos_token_id", 2L);
    values.put("tokenizer.ggml.unknown_token_id", 0L);
    return Tokenizer.ofMetadata(new Metadata("test", values));
  }

  @Test
  void aModelsOwnTemplateComesFirst() throws MalformedFileException {
    Tokenizer tokenizer =
        tokenizer(
            Map.of("tokenizer.chat_template", "{{ bos_token }}{{ messages|length }}{{ tools }}"),
            "<|im_start|>",
            "<|im_end|>");
    ChatTemplate template = ChatTemplate.ofModel("test", "", tokenizer);
    assertThat(template).isNotNull();
    assertThat(text(template.render(CONVERSATION, ChatTemplate.Options.DEFAULT)))
        .isEqualTo("<s>4None");
  }

  @Test
  void familiesShowByTheirTokensOrTheirNames() throws MalformedFileException {
    Tokenizer plain = tokenizer(Map.of());
    assertThat(KnownTemplate.find("", tokenizer(Map.of(), "<|im_start|>", "<|im_end|>")))
        .extracting(KnownTemplate::name)
        .isEqualTo("chatml");
    assertThat(KnownTemplate.find("", tokenizer(Map.of(), "[INST]", "[/INST]", "▁the")))
        .extracting(KnownTemplate::name)
        .isEqualTo("mistral-v3");
    assertThat(KnownTemplate.find("Llama-2-7b-Chat-hf", plain))
        .extracting(KnownTemplate::name)
        .isEqualTo("llama2");
    assertThat(KnownTemplate.find("TinyLlama-1.1B-Chat-v1.0", plain))
        .extracting(KnownTemplate::name)
        .isEqualTo("zephyr");
    assertThat(KnownTemplate.find("Llama-2-7b-hf", plain)).isNull();
    assertThat(ChatTemplate.ofModel("test", "a base model", plain)).isNull();
  }

  static List<KnownTemplate> known() {
    return KnownTemplate.ALL;
  }

  @ParameterizedTest
  @MethodSource("known")
  void everyKnownTemplateSaysAllInOrder(KnownTemplate known) throws MalformedFileException {
    ChatTemplate template = ChatTemplate.of(known.name(), known.source(), "<s>", "</s>");
    ChatTemplate.Options options = ChatTemplate.Options.DEFAULT;
    List<Span> spans = template.render(CONVERSATION, options);
    List<String> said = spans.stream().filter(Span::content).map(Span::text).toList();
    assertThat(said).containsExactly("Be brief.", "Hi", "Hello", "Bye");
    assertThat(spans.getLast().content()).isFalse();
    assertThat(text(spans))
        .startsWith(
            text(template.render(CONVERSATION.subList(0, 3), options.withGenerationPrompt(false))));
  }

  private static String source(String name) {
    return KnownTemplate.ALL.stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow()
        .source();
  }

  @Test
  void llama2OpensWithTheSystemsWords() throws MalformedFileException {
    String source = source("llama2");
    ChatTemplate template = ChatTemplate.of("llama2", source, "<s>", "</s>");
    assertThat(text(template.render(CONVERSATION, ChatTemplate.Options.DEFAULT)))
        .isEqualTo(
            "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello </s><s>[INST] Bye [/INST]");
  }

  @Test
  void thinkingAndToolsReachTheTemplate() throws MalformedFileException {
    String source = "{{ enable_thinking }} {{ tools[0].name if tools }} {{ documents }}";
    ChatTemplate template = ChatTemplate.of("test", source, "", "");
    ChatTemplate.Options options =
        ChatTemplate.Options.DEFAULT.withTools(List.of(Map.of("name", "look"))).withThinking(false);
    assertThat(text(template.render(CONVERSATION, options))).isEqualTo("False look None");
  }
}
