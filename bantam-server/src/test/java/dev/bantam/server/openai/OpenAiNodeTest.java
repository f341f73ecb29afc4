package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bantam.server.Http;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** OpenAI's own client for Node.js, which npm brings. */
class OpenAiNodeTest extends ClientTest {
  private static final Path SOURCE = Path.of("src/test/node");
  private static final Path FOLDER = Path.of("target/node");
  private static final int SECONDS = 60;

  @Test
  void doesWhatTheOthersDo() throws Exception {
    install();
    JsonNode said =
        Http.json(
            run(List.of("node", "openai.js", base(), Integer.toString(TOKENS), SCHEMA), false));
    assertThat(said.get("chat").stringValue()).isEqualTo(answer("Hello").text());
    assertThat(said.get("streamed").stringValue()).isEqualTo(answer("Hello").text());
    assertThat(said.get("usage").intValue()).isEqualTo(TOKENS);
    assertThat(said.get("call").get("name").stringValue()).isEqualTo("weather");
    assertThat(isValid(said.get("call").get("arguments").stringValue())).isTrue();
    assertThat(isValid(said.get("json").stringValue())).isTrue();
    float[] expected = generator.embed("a cat");
    assertThat(said.get("embedding")).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(said.get("embedding").get(i).floatValue()).isEqualTo(expected[i]);
    }
    assertThat(said.get("models").valueStream().map(JsonNode::stringValue))
        .contains("tiny", "other");
    assertThat(said.get("errors").toString())
        .isEqualTo("[[404,\"model_not_found\",\"model\"],[400,null,\"n\"]]");
  }

  /** Fetches the client, once for all runs until the next {@code mvn clean}. */
  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "openai.js")) {
      Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.isDirectory(FOLDER.resolve("node_modules/openai"))) {
      run(
          List.of("npm", "install", "--no-package-lock", "--ignore-scripts", "--fetch-retries=0"),
          true);
    }
  }

  /**
   * Runs a program in the folder.
   *
   * @param optional whether the test is skipped where the program fails
   * @return what it writes
   */
  private static String run(List<String> command, boolean optional)
      throws IOException, InterruptedException {
    Path errors = FOLDER.resolve("errors.txt");
    Process process = null;
    try {
      process =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      abort("skipped, as there is no " + command.getFirst() + " here");
    }
    boolean ended;
    String said;
    try (InputStream out = process.getInputStream()) {
      said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    if (optional && (!ended || process.exitValue() != 0)) {
      abort("skipped, as npm could not fetch the client");
    }
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return said;
  }
}
