package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportanceMatrixTest {
  @TempDir Path folder;

  private final Hostile reader =
      new Hostile(bytes -> ImportanceMatrix.read(Files.write(folder.resolve("bad"), bytes)));

  @Test
  void theFormerFormatHoldsSumsOverCalls() throws IOException {
    ImportanceMatrix matrix =
        ImportanceMatrix.read(Files.write(folder.resolve("imatrix.dat"), legacy()));
    assertThat(matrix.columns()).containsOnlyKeys("blk.0.attn_q.weight", "output.weight");
    assertThat(matrix.columns().get("blk.0.attn_q.weight")).containsExactly(1, 2, 3);
    assertThat(matrix.columns().get("output.weight")).containsExactly(8); // no calls: as it is
    assertThat(matrix.dataset()).isEqualTo("calibration.txt");
    assertThat(matrix.chunks()).isEqualTo(12);
  }

  @Test
  void ggufHoldsSumsAndCountsOfEachExpert() throws IOException {
    Path file = folder.resolve("imatrix.gguf");
    GgufWriter.write(
        file,
        new Metadata(
            "test",
            Map.of("imatrix.datasets", new String[] {"a.txt", "b.txt"}, "imatrix.chunk_count", 5L)),
        List.of(
            f32("blk.0.ffn_up_exps.weight.in_sum2", new long[] {2, 2}, 8, 4, 0, 0),
            f32("blk.0.ffn_up_exps.weight.counts", new long[] {2, 1}, 4, 0)));
    ImportanceMatrix matrix = ImportanceMatrix.read(file);
    assertThat(matrix.columns().get("blk.0.ffn_up_exps.weight")).containsExactly(2, 1, 1, 1);
    assertThat(matrix.dataset()).isEqualTo("a.txt");
    assertThat(matrix.chunks()).isEqualTo(5);
  }

  @Test
  void wrongFilesAreRefused() throws IOException {
    reader.assertRefused(new byte[0], "ends within", "empty");
    reader.assertRefused(new byte[64], "would have 0 entries", "no entries");
    reader.assertRefused("a text about birds".getBytes(UTF_8), "neither GGUF nor", "a text");
    byte[] endless = legacy();
    ByteBuffer.wrap(endless).order(ByteOrder.LITTLE_ENDIAN).putInt(31, Integer.MAX_VALUE);
    reader.assertRefused(endless, "no room for", "2^31 - 1 values");
    byte[] infinite = legacy();
    ByteBuffer.wrap(infinite).order(ByteOrder.LITTLE_ENDIAN).putFloat(35, Float.POSITIVE_INFINITY);
    reader.assertRefused(infinite, "not finite", "an infinite value");
    reader.everyPrefix(legacy(), length -> length < 76);
    reader.everyBitFlip(legacy(), 64);
    reader.randomMutations(legacy(), 20251124);
  }

  private static byte[] legacy() {
    ByteBuffer out = ByteBuffer.allocate(99).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(2);
    entry(out, "blk.0.attn_q.weight", 2, 2, 4, 6);
    entry(out, "output.weight", 0, 8);
    out.putInt(12);
    out.putInt(15).put("calibration.txt".getBytes(UTF_8));
    assertThat(out.remaining()).isZero();
    return out.array();
  }

  private static void entry(ByteBuffer out, String name, int calls, float... sums) {
    out.putInt(name.length()).put(name.getBytes(UTF_8)).putInt(calls).putInt(sums.length);
    for (float sum : sums) {
      out.putFloat(sum);
    }
  }

  private static TensorSource f32(String name, long[] shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    MemorySegment data = MemorySegment.ofArray(bytes.array());
    return TensorSource.of(new Tensor(name, DType.F32, shape, data));
  }
}
