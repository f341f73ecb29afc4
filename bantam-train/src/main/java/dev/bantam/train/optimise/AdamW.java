package dev.bantam.train.optimise;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameter;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101), in the order of torch's: p -= lr decay p; m,
 * v; p -= lr m' / (sqrt(v') + epsilon), where m' and v' are corrected for their start at zero.
 */
public final class AdamW implements Optimiser {
  /**
   * Matrices, and not the biases, the norms (of which some have a row for each head) and Mamba's A:
   * what rows are not multiplied by does not decay.
   */
  public static final Predicate<Parameter> MATRICES =
      p ->
          p.tensor().rows() > 1
              && p.tensor().columns() > 1
              && !p.name().contains("_norm")
              && !p.name().contains(".ssm_a");

  /**
   * How it moves.
   *
   * @param beta1 how much of the mean gradient stays at each step, in [0, 1)
   * @param beta2 how much of the mean squared gradient stays at each step, in [0, 1)
   * @param epsilon added to the root of the mean square
   * @param decay part of a weight that goes at each step, before it is multiplied by the learning
   *     rate
   * @param decays which parameters decay
   */
  public record Options(
      double beta1, double beta2, double epsilon, double decay, Predicate<Parameter> decays) {
    public static final Options DEFAULT = new Options(0.9, 0.999, 1e-8, 0, MATRICES);
  }

  /** The constants of one step. */
  private record Step(
      float scale, float decay, float beta1, float beta2, float size, float root, float epsilon) {}

  private final List<Parameter> parameters;
  private final List<Tensor> means = new ArrayList<>();
  private final List<Tensor> squares = new ArrayList<>();
  private final boolean[] decays;
  private final Options options;
  private final Slices slices;

  /**
   * @param arena how long its memory lives: 8 bytes for each value of a parameter
   */
  public AdamW(List<Parameter> parameters, Options options, Arena arena, Team team) {
    this.parameters = List.copyOf(parameters);
    this.options = options;
    this.slices = new Slices(parameters, team);
    this.decays = new boolean[parameters.size()];
    for (int p = 0; p < decays.length; p++) {
      Parameter parameter = parameters.get(p);
      means.add(zeros("exp_avg." + parameter.name(), parameter, arena));
      squares.add(zeros("exp_avg_sq." + parameter.name(), parameter, arena));
      decays[p] = options.decays.test(parameter);
    }
  }

  static Tensor zeros(String name, Parameter like, Arena arena) {
    MemorySegment data = arena.allocate((long) Float.BYTES * like.size(), 64);
    return new Tensor(name, DType.F32, like.tensor().shape(), data);
  }

  @Override
  public List<Tensor> state() {
    List<Tensor> all = new ArrayList<>(means);
    all.addAll(squares);
    return all;
  }

  @Override
  public void step(long step, double learningRate, float gradientScale) {
    Step constants =
        new Step(
            gradientScale,
            (float) (1 - learningRate * options.decay),
            (float) options.beta1,
            (float) options.beta2,
            (float) (learningRate / (1 - Math.pow(options.beta1, (double) step))),
            (float) Math.sqrt(1 - Math.pow(options.beta2, (double) step)),
            (float) options.epsilon);
    slices.run(slice -> step(slice, constants));
  }

  private void step(Slices.Slice slice, Step constants) {
    int n = slice.size();
    MemorySegment values = parameters.get(slice.parameter()).tensor().data();
    MemorySegment mean = means.get(slice.parameter()).data();
    MemorySegment square = squares.get(slice.parameter()).data();
    float[] gradient = parameters.get(slice.parameter()).gradient();
    // Arrays that begin at the same index: only then does the compiler use vectors.
    float[] p = copy(values, slice);
    float[] m = copy(mean, slice);
    float[] v = copy(square, slice);
    float[] g = new float[n];
    System.arraycopy(gradient, slice.from(), g, 0, n);
    update(p, g, m, v, constants, decays[slice.parameter()] ? constants.decay : 1);
    copyBack(p, values, slice);
    copyBack(m, mean, slice);
    copyBack(v, square, slice);
  }

  private static void update(float[] p, float[] g, float[] m, float[] v, Step c, float keep) {
    float toMean = 1 - c.beta1;
    float toSquare = 1 - c.beta2;
    for (int i = 0; i < p.length; i++) {
      float gradient = g[i] * c.scale;
      float mean = m[i] + toMean * (gradient - m[i]);
      float square = v[i] * c.beta2 + toSquare * gradient * gradient;
      m[i] = mean;
      v[i] = square;
      p[i] = p[i] * keep - c.size * mean / ((float) Math.sqrt(square) / c.root + c.epsilon);
    }
  }

  private static float[] copy(MemorySegment from, Slices.Slice slice) {
    float[] values = new float[slice.size()];
    long at = (long) Float.BYTES * slice.from();
    MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at, values, 0, values.length);
    return values;
  }

  private static void copyBack(float[] values, MemorySegment to, Slices.Slice slice) {
    long at = (long) Float.BYTES * slice.from();
    MemorySegment.copy(values, 0, to, ValueLayout.JAVA_FLOAT, at, values.length);
  }
}
