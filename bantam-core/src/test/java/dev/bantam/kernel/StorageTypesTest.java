package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.format.Json;
import dev.bantam.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each storage type on one row, as ggml encodes and decodes it; see {@code quant/types.json}. */
class StorageTypesTest {
  @TestFactory
  List<DynamicTest> typesEqualGgml() throws IOException {
    Map<String, Object> all = read();
    float[] source = floats(all.get("source"));
    float[] importance = floats(all.get("importance"));
    List<DynamicTest> tests = new ArrayList<>();
    object(all.get("types"))
        .forEach(
            (name, cases) -> {
              DType type =
                  Arrays.stream(DType.values())
                      .filter(t -> t.ggmlName().equals(name))
                      .findAny()
                      .orElseThrow();
              tests.add(dynamicTest(name, () -> check(type, object(cases), source, importance)));
            });
    return tests;
  }

  private static void check(
      DType type, Map<String, Object> cases, float[] source, float[] importance) {
    Kernel kernel = Kernel.of(type);
    cases.forEach(
        (name, value) -> {
          Map<String, Object> expected = object(value);
          byte[] stored = Base64.getDecoder().decode((String) expected.get("bytes"));
          float[] decoded = new float[source.length];
          kernel.decode(MemorySegment.ofArray(stored), 0, decoded, 0, decoded.length);
          assertThat(crc(decoded))
              .as("%s: checksum of what is decoded", name)
              .isEqualTo(((Number) expected.get("crc32")).longValue());
          if (!name.equals("random")) {
            float @Nullable [] weights = name.equals("weighed") ? importance : null;
            byte[] out = new byte[stored.length];
            kernel.encode(source, 0, source.length, weights, MemorySegment.ofArray(out), 0);
            assertThat(out).as(name).isEqualTo(stored);
          }
        });
  }

  private static long crc(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return crc.getValue();
  }

  private static float[] floats(@Nullable Object base64) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode((String) base64));
    float[] out = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out);
    return out;
  }

  private static Map<String, Object> read() throws IOException {
    try (InputStream in = StorageTypesTest.class.getResourceAsStream("/quant/types.json")) {
      return Json.parseObject("types.json", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) value;
  }
}
