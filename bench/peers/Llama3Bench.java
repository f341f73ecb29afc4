package com.llama4j;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Measures llama3.java, which has no benchmark: PROMPT tokens of prefill, then GENERATE of decode.
 * It prints the speeds itself, to standard error. In its package, as its classes are not public.
 */
final class Llama3Bench {
  private static final long WARM_UP_NANOS = 2_000_000_000L;

  private Llama3Bench() {}

  /** Arguments: MODEL PROMPT GENERATE. Rounds of two seconds warm up. */
  public static void main(String[] args) throws Exception {
    int prompt = Integer.parseInt(args[1]);
    int generate = Integer.parseInt(args[2]);
    Llama model = ModelLoader.loadModel(Path.of(args[0]), prompt + generate + 1, true);
    List<Integer> tokens = Collections.nCopies(prompt, 100);
    PrintStream err = System.err;
    System.setErr(new PrintStream(PrintStream.nullOutputStream()));
    long start = System.nanoTime();
    do {
      round(model, tokens, generate);
    } while (System.nanoTime() - start < WARM_UP_NANOS);
    System.setErr(err);
    round(model, tokens, generate);
  }

  private static void round(Llama model, List<Integer> prompt, int generate) {
    int end = prompt.size() + generate;
    Llama.State state = model.createNewState(256);
    Llama.generateTokens(
        model, state, 0, prompt, Set.of(), end, Sampler.ARGMAX, false, token -> {});
  }
}
