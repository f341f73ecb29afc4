package dev.bantam.train.optimise;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameter;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Muon: hidden matrices move by their orthogonalised momentum, everything else (embeddings, head,
 * norms, biases) by {@link AdamW}. Steps are scaled by 0.2 sqrt(max(rows, columns)), so that both
 * take the same learning rate (arXiv 2502.16982).
 */
public final class Muon implements Optimiser {
  private static final float MOMENTUM = 0.95f;
  private static final double RMS = 0.2;

  /** What is a matrix of a block, and not the taps of a convolution. */
  public static final Predicate<Parameter> HIDDEN =
      AdamW.MATRICES.and(p -> p.name().startsWith("blk.") && !p.name().contains("conv"));

  private final List<Parameter> hidden;
  private final List<Tensor> momenta = new ArrayList<>();
  private final Map<String, NewtonSchulz> byShape = new TreeMap<>();
  private final AdamW rest;
  private final AdamW.Options options;

  /**
   * @param options of the decay, and of how the rest moves
   * @param arena how long its memory lives: 4 bytes for each value of a hidden matrix, 8 for each
   *     other value, and 16 for each value of the largest matrix
   */
  public Muon(List<Parameter> parameters, AdamW.Options options, Arena arena, Team team) {
    this.options = options;
    this.hidden = parameters.stream().filter(HIDDEN).toList();
    this.rest =
        new AdamW(parameters.stream().filter(HIDDEN.negate()).toList(), options, arena, team);
    for (Parameter parameter : hidden) {
      momenta.add(AdamW.zeros("momentum." + parameter.name(), parameter, arena));
      int[] size = size(parameter);
      byShape.computeIfAbsent(
          shape(size),
          s ->
              new NewtonSchulz(
                  Math.min(size[0], size[1]), Math.max(size[0], size[1]), arena, team));
    }
  }

  @Override
  public List<Tensor> state() {
    List<Tensor> all = new ArrayList<>(momenta);
    all.addAll(rest.state());
    return all;
  }

  @Override
  public void step(long step, double learningRate, float gradientScale) {
    for (int p = 0; p < hidden.size(); p++) {
      Parameter parameter = hidden.get(p);
      int[] size = size(parameter);
      int matrix = size[0] * size[1];
      // Experts lie one after the other in one tensor.
      for (int from = 0; from < parameter.size(); from += matrix) {
        step(parameter, momenta.get(p), from, size, learningRate, gradientScale);
      }
    }
    rest.step(step, learningRate, gradientScale);
  }

  private void step(
      Parameter parameter, Tensor momentum, int from, int[] size, double rate, float scale) {
    NewtonSchulz orthogonal = byShape.get(shape(size));
    float[] x = orthogonal.x();
    boolean tall = size[0] > size[1];
    float[] gradient = parameter.gradient();
    MemorySegment m = momentum.data();
    for (int i = 0; i < x.length; i++) {
      float g = gradient[from + i] * scale;
      float before = m.getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
      float mean = before + (1 - MOMENTUM) * (g - before);
      m.setAtIndex(ValueLayout.JAVA_FLOAT, from + i, mean);
      x[at(i, size, tall)] = g + MOMENTUM * (mean - g); // Nesterov's look ahead
    }
    orthogonal.run();
    float keep = options.decays().test(parameter) ? (float) (1 - rate * options.decay()) : 1;
    float length = (float) (rate * RMS * Math.sqrt(Math.max(size[0], size[1])));
    MemorySegment values = parameter.tensor().data();
    for (int i = 0; i < x.length; i++) {
      float p = values.getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
      values.setAtIndex(ValueLayout.JAVA_FLOAT, from + i, p * keep - length * x[at(i, size, tall)]);
    }
  }

  /** Where value {@code i} of a matrix stands in its transpose, if it is tall. */
  private static int at(int i, int[] size, boolean tall) {
    return tall ? i % size[1] * size[0] + i / size[1] : i;
  }

  /** Rows and columns of each matrix of a parameter. */
  private static int[] size(Parameter parameter) {
    long[] shape = parameter.tensor().shape();
    return new int[] {(int) shape[shape.length - 2], (int) shape[shape.length - 1]};
  }

  private static String shape(int[] size) {
    return Math.min(size[0], size[1]) + " x " + Math.max(size[0], size[1]);
  }
}
