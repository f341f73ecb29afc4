package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Llama2cTest {
  private static final int WIDTH = 8;
  private static final int HIDDEN = 12;
  private static final int LAYERS = 2;
  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;
  private static final int VOCABULARY = 10;
  private static final int CONTEXT = 6;

  @TempDir Path folder;

  /** A checkpoint whose n-th float is n. */
  private static byte[] checkpoint(boolean ownOutput) {
    int kvWidth = WIDTH / HEADS * KV_HEADS;
    int layer = 2 * WIDTH + 2 * WIDTH * WIDTH + 2 * kvWidth * WIDTH + 3 * WIDTH * HIDDEN;
    int floats = VOCABULARY * WIDTH + LAYERS * layer + WIDTH + CONTEXT * WIDTH / HEADS;
    floats += ownOutput ? VOCABULARY * WIDTH : 0;
    ByteBuffer out = ByteBuffer.allocate(28 + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
    int vocabulary = ownOutput ? -VOCABULARY : VOCABULARY;
    for (int n : new int[] {WIDTH, HIDDEN, LAYERS, HEADS, KV_HEADS, vocabulary, CONTEXT}) {
      out.putInt(n);
    }
    for (int i = 0; i < floats; i++) {
      out.putFloat(i);
    }
    return out.array();
  }

  @Test
  void everyWeightLiesWhereTheExporterPutIt() throws IOException {
    for (boolean ownOutput : new boolean[] {false, true}) {
      Path file = Files.write(folder.resolve("model.bin"), checkpoint(ownOutput));
      assertThat(FileKind.of(file)).isEqualTo(FileKind.LLAMA2C);
      try (Llama2c model = Llama2c.open(file)) {
        assertThat(model.metadata().integer("llama.attention.head_count_kv")).isEqualTo(KV_HEADS);
        assertTensor(model, "token_embd.weight", 0, VOCABULARY, WIDTH);
        assertTensor(model, "blk.0.attn_norm.weight", 80, WIDTH);
        assertTensor(model, "blk.1.attn_norm.weight", 88, WIDTH);
        assertTensor(model, "blk.1.attn_q.weight", 96 + 64, WIDTH, WIDTH);
        assertTensor(model, "blk.0.attn_k.weight", 96 + 128, 4, WIDTH);
        assertTensor(model, "blk.1.ffn_down.weight", 496 + 2 * 96 + 96, WIDTH, HIDDEN);
        assertTensor(model, "output_norm.weight", 496 + 6 * 96, WIDTH);
        assertThat(model.tensors().containsKey("output.weight")).isEqualTo(ownOutput);
        if (ownOutput) {
          assertTensor(model, "output.weight", 1072 + 8 + 12, VOCABULARY, WIDTH);
        }
      }
    }
  }

  private static void assertTensor(Llama2c model, String name, int first, long... shape) {
    Tensor tensor = model.tensors().get(name);
    assertThat(tensor).as(name).isNotNull();
    assertThat(tensor.shape()).as(name).isEqualTo(shape);
    assertThat(tensor.data().get(Cursor.FLOAT, 0)).as(name).isEqualTo(first);
  }

  @Test
  void damagedCheckpointsAreRefused() throws IOException {
    byte[] sound = checkpoint(true);
    Path file = folder.resolve("model.bin");
    Hostile hostile =
        new Hostile(
            bytes -> {
              Files.write(file, bytes);
              Llama2c.open(file).close();
            });
    for (int length : new int[] {0, 27, 28, 29, sound.length - 1, sound.length + 1}) {
      hostile.assertRefused(Arrays.copyOf(sound, length), "", length + " bytes");
    }
    hostile.everyBitFlip(sound, 28);
  }
}
