package dev.bantam.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.http.ServerJson;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jazzer's harness for the body of a request: any bytes are read or refused with a reason.
 * FormatFuzzTest of the core says how to run it for longer.
 */
final class ApiBodyFuzzTest {
  @TempDir private static Path folder;
  private static TestServer server;
  private static ModelPool models;
  private static Lease lease;

  @BeforeAll
  static void load() throws IOException {
    server = new TestServer(folder);
    models = new ModelPool(server.hub(), ServerSettings.DEFAULT);
    lease = models.lease("tiny");
  }

  @AfterAll
  static void unload() {
    lease.close();
    models.close();
    server.close();
  }

  @FuzzTest(maxDuration = "60s")
  void chat(byte[] bytes) {
    try {
      ChatFields fields = ChatFields.read(new JsonFields(ServerJson.parse(bytes)), lease);
      for (int i = 0; i < fields.answers().choices(); i++) {
        Request.Builder request = Request.builder(Prompt.chat(fields.request(i).messages()));
        assertThat(fields.request(i).settings().apply(request).build()).isNotNull();
      }
    } catch (ApiException e) {
      assertThat(e.status()).isBetween(400, 499);
      assertThat(e.message()).isNotBlank();
    }
  }
}
