import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Measures Jlama, which has no benchmark: prefill of a prompt, then decode. */
final class JlamaBench {
  private static final long WARM_UP_NANOS = 2_000_000_000L;

  private JlamaBench() {}

  /**
   * Arguments: {@code FOLDER PROMPT GENERATE}, of which rounds of two seconds warm up; or {@code
   * --quantize FOLDER OUT}, which writes a folder of Jlama's Q4.
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("--quantize")) {
      Path out = Path.of(args[2]);
      SafeTensorSupport.quantizeModel(
          Path.of(args[1]), DType.Q4, new String[] {"norm"}, null, Optional.of(out));
      System.exit(0);
    }
    // Left alone it would take half of the processors, but at least two.
    int threads = Runtime.getRuntime().availableProcessors();
    AbstractModel model =
        ModelSupport.loadModel(
            new File(args[0]), null, DType.F32, DType.I8, Optional.empty(), Optional.of(threads));
    int[] prompt = new int[Integer.parseInt(args[1])];
    Arrays.fill(prompt, 100);
    int generate = Integer.parseInt(args[2]);
    long start = System.nanoTime();
    do {
      round(model, prompt, generate);
    } while (System.nanoTime() - start < WARM_UP_NANOS);
    System.out.println(TensorOperationsProvider.get().name());
    System.out.println(round(model, prompt, generate));
    System.exit(0);
  }

  private static String round(AbstractModel model, int[] prompt, int generate) {
    try (KvBufferCache cache = new KvBufferCache(model);
        KvBufferCache.KvBuffer buffer = cache.getKvBuffer(UUID.randomUUID());
        AbstractTensor logits = model.makeDenseTensor(model.getConfig().vocabularySize)) {
      long start = System.nanoTime();
      AbstractTensor last = model.batchForward(prompt, 0, buffer);
      int next = model.sample(last.slice(last.shape().first() - 1), 0, 0, logits);
      last.close();
      long prefilled = System.nanoTime();
      for (int i = 0; i < generate; i++) {
        AbstractTensor output = model.forward(next, prompt.length + i, buffer, Optional.empty());
        next = model.sample(output, 0, 0, logits);
        output.close();
        buffer.incrementContextPosition();
      }
      long end = System.nanoTime();
      return "prompt: %.2f tokens/s, generation: %.2f tokens/s"
          .formatted(prompt.length * 1e9 / (prefilled - start), generate * 1e9 / (end - prefilled));
    }
  }
}
