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
  private Llama3Bench() {}

  /** Arguments: MODEL PROMPT GENERATE. The first of two rounds warms up. */
  public static void main(String[] args) throws Exception {
    int prompt = Integer.parseInt(args[1]);
    int generate = Integer.parseInt(args[2]);
    Llama model = ModelLoader.loadModel(Path.of(args[0]), prompt + generate + 1, true);
    List<Integer> tokens = Collections.nCopies(prompt, 100);
    PrintStream err = System.err;
    for (int round = 0; round < 2; round++) {
      System.setErr(round == 0 ? new PrintStream(PrintStream.nullOutputStream()) : err);
      Llama.State state = model.createNewState(256);
      Llama.generateTokens(
          model, state, 0, tokens, Set.of(), prompt + generate, Sampler.ARGMAX, false, token -> {});
    }
  }
}
