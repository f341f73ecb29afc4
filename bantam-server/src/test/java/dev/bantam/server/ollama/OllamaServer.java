package dev.bantam.server.ollama;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import dev.bantam.server.http.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A server that lets its administrator change models, and its model beside it to compare with. */
final class OllamaServer implements AutoCloseable {
  static final String ADMIN = "the administrator's key of this test";
  static final int TOKENS = 30;

  final TestServer server;
  final Generator generator;

  OllamaServer(Path folder) throws IOException {
    Keys keys = Keys.of(List.of(), ADMIN);
    ServerSettings settings = ServerSettings.DEFAULT;
    server = new TestServer(folder, settings.withHttp(settings.http().withKeys(keys)));
    generator = Generator.open(folder.resolve("tiny.gguf"));
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** What the model answers by itself: {@value #TOKENS} tokens, greedy. */
  Answer answer(Prompt prompt) {
    return generator.generate(
        Request.builder(prompt).sampling(SamplingOptions.GREEDY).maxTokens(TOKENS).build());
  }

  Answer answer(Message... messages) {
    return answer(Prompt.chat(List.of(messages)));
  }

  @Override
  public void close() throws IOException {
    generator.close();
    server.close();
  }
}
