package dev.bantam.train.optimise;

import dev.bantam.kernel.Team;
import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Parameters cut into slices of a fixed size, which a team works through. */
final class Slices {
  /** Values of a slice: what is computed with at once stays in the second-level cache. */
  static final int SIZE = 16_384;

  /** Values [from, from + size) of a parameter, the {@code index}th of all. */
  record Slice(int index, int parameter, int from, int size) {}

  /** Works on one slice. */
  interface Task {
    void run(Slice slice);
  }

  private final List<Slice> slices = new ArrayList<>();
  private final List<Parameter> parameters;
  private final Team team;

  Slices(List<Parameter> parameters, Team team) {
    this.parameters = List.copyOf(parameters);
    this.team = team;
    for (int p = 0; p < parameters.size(); p++) {
      int size = parameters.get(p).size();
      for (int from = 0; from < size; from += SIZE) {
        slices.add(new Slice(slices.size(), p, from, Math.min(SIZE, size - from)));
      }
    }
  }

  void run(Task task) {
    team.run(slices.size(), part -> task.run(slices.get(part)));
  }

  double gradientNorm() {
    double[] squares = new double[slices.size()];
    run(
        slice ->
            squares[slice.index()] =
                VectorOps.sumOfSquares(
                    parameters.get(slice.parameter()).gradient(), slice.from(), slice.size()));
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }
}
