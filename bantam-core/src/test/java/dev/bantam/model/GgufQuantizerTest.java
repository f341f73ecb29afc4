package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.Gguf;
import dev.bantam.format.GgufWriter;
import dev.bantam.format.ImportanceMatrix;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole files, against the checksums of what llama-quantize makes of the same random model. */
class GgufQuantizerTest {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @TempDir Path folder;

  /** Nine layers, so that the rules for first, last and every third layer all come to pass. */
  @Test
  void filesHaveTheTensorsThatLlamaQuantizeWrites() throws IOException {
    Path source = folder.resolve("model.gguf");
    writeModel(source, 9, 1f);
    Path importances = folder.resolve("importances.gguf");
    writeImportances(source, importances);
    List<String> lines;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                GgufQuantizerTest.class.getResourceAsStream("/quant/files.tsv"),
                StandardCharsets.UTF_8))) {
      lines = in.lines().toList();
    }
    List<String> found = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      boolean pure = fields[1].equals("pure");
      @Nullable Path matrix = fields[2].equals("weighed") ? importances : null;
      Path target = folder.resolve("out.gguf");
      quantise(source, target, QuantMix.named(fields[0]), pure, matrix, 3);
      found.add("%s\t%s\t%s\t%d".formatted(fields[0], fields[1], fields[2], checksum(target)));
    }
    assertThat(found).isEqualTo(lines);
  }

  @Test
  void tinyMixesAskForImportances() throws IOException {
    Path source = folder.resolve("model.gguf");
    writeModel(source, 1, 1f);
    assertThatThrownBy(
            () -> quantise(source, folder.resolve("x"), QuantMix.IQ2_XXS, false, null, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blk.0.")
        .hasMessageContaining("importance matrix");
  }

  @Test
  void whatIsQuantisedIsNotQuantisedAgainUnasked() throws IOException {
    Path source = folder.resolve("model.gguf");
    Path target = folder.resolve("q8.gguf");
    writeModel(source, 1, 1f);
    quantise(source, target, QuantMix.Q8_0, false, null, 1);
    assertThatThrownBy(
            () -> quantise(target, folder.resolve("q4.gguf"), QuantMix.Q4_0, false, null, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Q8_0 already");
  }

  @Test
  void valuesThatDoNotFitAreRefusedAndNothingIsLeft() throws IOException {
    Path source = folder.resolve("model.gguf");
    Path target = folder.resolve("f16.gguf");
    writeModel(source, 1, 1e6f);
    assertThatThrownBy(() -> quantise(source, target, QuantMix.F16, false, null, 2))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("not finite");
    assertThat(folder.toFile().list()).containsExactly("model.gguf");
  }

  private static void quantise(
      Path source, Path target, QuantMix mix, boolean pure, @Nullable Path matrix, int threads)
      throws IOException {
    try (Team team = new Team(threads);
        ModelFile model = Gguf.open(source)) {
      ImportanceMatrix importance = matrix == null ? null : ImportanceMatrix.read(matrix);
      GgufQuantizer.Options options = new GgufQuantizer.Options(mix, pure, importance, false);
      List<String> written = new ArrayList<>();
      GgufQuantizer quantizer = new GgufQuantizer(model, options, team);
      quantizer.write(target, (number, count, tensor, type) -> written.add(tensor.name()));
      assertThat(written).containsExactlyElementsOf(quantizer.types().keySet());
    }
  }

  /** Names, types and bytes of all tensors, in the file's order. */
  private static long checksum(Path file) throws IOException {
    CRC32 crc = new CRC32();
    try (ModelFile model = Gguf.open(file)) {
      for (Tensor tensor : model.tensors().values()) {
        crc.update((tensor.name() + tensor.type()).getBytes(StandardCharsets.UTF_8));
        crc.update(tensor.data().asByteBuffer());
      }
    }
    return crc.getValue();
  }

  /**
   * A Llama of random weights with the shapes that matter: rows few, columns whole blocks or not.
   */
  static void writeModel(Path file, int layers, float scale) throws IOException {
    Random random = new Random(20251124);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("general.architecture", "llama");
    metadata.put("llama.block_count", (long) layers);
    metadata.put("llama.context_length", 64L);
    metadata.put("llama.embedding_length", 256L);
    metadata.put("llama.feed_forward_length", 288L);
    metadata.put("llama.attention.head_count", 8L);
    metadata.put("llama.attention.head_count_kv", 4L);
    metadata.put("llama.attention.layer_norm_rms_epsilon", 1e-5);
    metadata.put("llama.vocab_size", 3L);
    List<TensorSource> tensors = new ArrayList<>();
    tensors.add(random(random, "token_embd.weight", scale, 3, 256));
    tensors.add(random(random, "output_norm.weight", scale, 256));
    tensors.add(random(random, "output.weight", scale, 3, 256));
    for (int layer = 0; layer < layers; layer++) {
      String blk = "blk." + layer + ".";
      tensors.add(random(random, blk + "attn_norm.weight", scale, 256));
      for (String matrix : List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate")) {
        tensors.add(random(random, blk + matrix + ".weight", scale, 2, 256));
      }
      tensors.add(random(random, blk + "ffn_down.weight", scale, 2, layer % 4 == 1 ? 288 : 512));
      tensors.add(random(random, blk + "ffn_up.weight", scale, 2, layer == 2 ? 40 : 256));
    }
    GgufWriter.write(file, new Metadata("test", metadata), tensors);
  }

  private static TensorSource random(Random random, String name, float scale, long... shape) {
    long size = 1;
    for (long s : shape) {
      size *= s;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[(int) size * Float.BYTES]);
    for (long i = 0; i < size; i++) {
      data.set(FLOAT, i * Float.BYTES, (float) random.nextGaussian() * scale);
    }
    return TensorSource.of(new Tensor(name, DType.F32, shape, data));
  }

  /** Importances as llama-imatrix writes them: sums of squares, and how many inputs there were. */
  static void writeImportances(Path source, Path file) throws IOException {
    Random random = new Random(7);
    List<TensorSource> tensors = new ArrayList<>();
    try (ModelFile model = Gguf.open(source)) {
      for (Tensor tensor : model.tensors().values()) {
        if (tensor.rows() > 1) {
          MemorySegment sums = MemorySegment.ofArray(new byte[tensor.columns() * Float.BYTES]);
          for (int j = 0; j < tensor.columns(); j++) {
            sums.set(FLOAT, j * 4L, (float) Math.exp(random.nextGaussian()) * 100);
          }
          MemorySegment count = MemorySegment.ofArray(new byte[Float.BYTES]);
          count.set(FLOAT, 0, 96);
          long[] shape = {1, tensor.columns()};
          String name = tensor.name();
          tensors.add(TensorSource.of(new Tensor(name + ".in_sum2", DType.F32, shape, sums)));
          tensors.add(
              TensorSource.of(new Tensor(name + ".counts", DType.F32, new long[] {1, 1}, count)));
        }
      }
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("general.type", "imatrix");
    metadata.put("imatrix.datasets", new String[] {"random"});
    metadata.put("imatrix.chunk_count", 3L);
    metadata.put("imatrix.chunk_size", 32L);
    GgufWriter.write(file, new Metadata("test", metadata), tensors);
  }
}
