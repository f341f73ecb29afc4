package dev.bantam.server.openai;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server for a client, and the same model without one. */
abstract class ClientTest {
  static final int TOKENS = 40;

  /** What is asked for in tests of JSON. */
  static final String SCHEMA =
      """
      {"type": "object",
       "properties": {"city": {"enum": ["Oslo", "Rome"]}, "sunny": {"type": "boolean"}},
       "required": ["city", "sunny"], "additionalProperties": false}\
      """;

  @TempDir static Path folder;
  static TestServer server;
  static Generator generator;

  @BeforeAll
  static void serve() throws Exception {
    server = new TestServer(folder);
    generator = Generator.open(folder.resolve("tiny.gguf"));
  }

  @AfterAll
  static void end() throws Exception {
    generator.close();
    server.close();
  }

  static String base() {
    return server.uri("/v1").toString();
  }

  /** Whether a text is JSON that {@link #SCHEMA} describes. */
  static boolean isValid(String json) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(SCHEMA, InputFormat.JSON)
        .validate(json, InputFormat.JSON)
        .isEmpty();
  }

  /** What the model itself answers, at temperature 0. */
  static Answer answer(String text) {
    return answer(Prompt.chat(List.of(Message.user(text))));
  }

  static Answer answer(Prompt prompt) {
    return generator.generate(
        Request.builder(prompt).sampling(SamplingOptions.GREEDY).maxTokens(TOKENS).build());
  }
}
