package dev.bantam.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerJsonTest {
  @Test
  void readsUtf8() {
    byte[] body = "{\"city\": \"Łódź\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(ServerJson.parse(body).get("city").stringValue()).isEqualTo("Łódź");
  }

  /** The second is one that a fuzzer found: Jackson took it for UCS-4 in an odd order. */
  @ParameterizedTest
  @ValueSource(strings = {"7b22c328227d", "00007b00", "fffe7b007d00", "0000007b0000007d"})
  void refusesOtherEncodings(String hex) {
    assertBad(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE"})
  void guessesAtNone(String charset) {
    assertBad("{\"a\": 1}".getBytes(Charset.forName(charset)));
  }

  private static void assertBad(byte[] body) {
    assertThatThrownBy(() -> ServerJson.parse(body))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(400));
  }
}
