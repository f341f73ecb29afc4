package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Random weights for a layer, whose every derivative is compared with differences. */
final class LayerCase {
  /** A layer made of weights of the case. */
  @FunctionalInterface
  interface Maker {
    Layer make(LayerCase weights);
  }

  private static final int D = 24;

  private final Random random;
  private final Parameters parameters = new Parameters();
  private final int[] lengths;
  private LayerMemory memory = LayerMemory.NONE;

  private LayerCase(long seed, int... lengths) {
    this.random = new Random(seed);
    this.lengths = lengths;
  }

  /**
   * Compares the derivatives of a layer of rows of {@link #d} numbers.
   *
   * @param lengths of the sequences of the batch
   * @return what is wrong by weight, empty if nothing is
   */
  static Map<String, List<String>> faults(long seed, Maker maker, int... lengths) {
    LayerCase it = new LayerCase(seed, lengths);
    Embedding x =
        new Embedding(it.matrix("x", Arrays.stream(lengths).sum(), D), null, null, 0, null, 1);
    return it.faults(x, maker.make(it));
  }

  private Map<String, List<String>> faults(Embedding x, Layer layer) {
    Map<String, List<String>> faults = new TreeMap<>();
    try (Team team = new Team(2)) {
      long reading = random.nextLong();
      loss(x, layer, reading, true, team);
      FiniteDifferences differences =
          new FiniteDifferences(parameters, () -> loss(x, layer, reading, false, team), random);
      for (Parameter parameter : parameters.all()) {
        List<String> found = differences.faults(parameter);
        if (!found.isEmpty()) {
          faults.put(parameter.name(), found);
        }
      }
    }
    return faults;
  }

  /** A random linear reading of the layer's result, and the way back from it. */
  private double loss(Embedding x, Layer layer, long reading, boolean back, Team team) {
    Pass.Scratch scratch = new Pass.Scratch();
    Tape tape = new Tape(parameters, 0, false, scratch);
    Pass pass = new Pass(batch(), new TrainingMemory(List.of(memory)), team, scratch, null, tape);
    Rows y;
    try (Pass.Scope _ = pass.scope(0)) {
      y = layer.forward(x.forward(pass), pass);
    }
    Random weights = new Random(reading);
    float[] dy = tape.gradient(y);
    double sum = 0;
    for (int i = 0; i < y.n() * y.d(); i++) {
      dy[i] = (float) weights.nextGaussian();
      sum += (double) dy[i] * y.value()[i];
    }
    if (back) {
      tape.backward();
    }
    return sum;
  }

  private Batch batch() {
    int n = Arrays.stream(lengths).sum();
    int[] sequences = new int[n];
    int[] positions = new int[n];
    for (int s = 0, row = 0; s < lengths.length; s++) {
      for (int p = 0; p < lengths[s]; p++, row++) {
        sequences[row] = s;
        positions[row] = p;
      }
    }
    return new Batch(IntStream.range(0, n).toArray(), sequences, positions);
  }

  /** Numbers in a row that comes in. */
  int d() {
    return D;
  }

  /** What the layer stores for a token. */
  void stores(LayerMemory memory) {
    this.memory = memory;
  }

  private Parameter parameter(String name, float mean, float deviation, long... shape) {
    Parameter parameter = new Parameter(name, shape, Arena.ofAuto());
    float[] values = new float[parameter.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + deviation * (float) random.nextGaussian();
    }
    parameter.set(values);
    parameters.add(parameter);
    return parameter;
  }

  Matrix matrix(String name, int rows, int columns) {
    float deviation = name.equals("x") ? 1 : (float) (1.5 / Math.sqrt(columns));
    return new Matrix(parameter(name, 0, deviation, rows, columns).tensor());
  }

  Linear linear(String name, int outputs, int inputs) {
    return new Linear(matrix(name, outputs, inputs), vector(name + ".bias", outputs, 0));
  }

  float[] vector(String name, int size, float mean) {
    Parameter parameter = parameter(name, mean, 0.4f, size);
    float[] values = parameter.tensor().data().toArray(ValueLayout.JAVA_FLOAT);
    parameters.bind(values, parameter.tensor(), 0);
    return values;
  }

  /** Numbers below zero. */
  float[] negative(String name, int size) {
    Parameter parameter = parameter(name, -0.5f, 0, size);
    float[] values = parameter.values();
    for (int i = 0; i < size; i++) {
      values[i] -= random.nextFloat();
    }
    parameter.set(values);
    parameters.bind(values, parameter.tensor(), 0);
    return values;
  }

  Norm norm(Norm.Kind kind, int size, int weights) {
    return new Norm(kind, size, vector("norm", weights, 1), vector("norm.bias", weights, 0), 1e-5f);
  }

  CausalConvolution convolution(int channels, int width) {
    CausalConvolution convolution =
        new CausalConvolution(
            vector("taps", channels * width, 0), width, vector("taps.bias", channels, 0));
    parameters.onRefresh(convolution::refresh);
    return convolution;
  }

  Linear adapted(int rank, boolean magnitude, float dropout) {
    Matrix weight = matrix("weight", D, D);
    LowRank change =
        new LowRank(
            0,
            matrix("a", rank, D),
            matrix("b", D, rank),
            0.7f,
            magnitude ? vector("magnitude", D, 1) : null,
            dropout);
    return new Linear(weight, vector("bias", D, 0), List.of(change));
  }
}
