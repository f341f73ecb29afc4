package dev.bantam.model;

import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.Parameter;
import dev.bantam.layer.Parameters;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import dev.bantam.layer.TrainingMemory;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A model of which every weight is trained, or some, and a loss. */
final class TrainedModel {
  private record Copy(Path path, Metadata metadata, Map<String, Tensor> tensors)
      implements ModelFile {
    @Override
    public void close() {}
  }

  private final Parameters parameters;
  private final Pass.Scratch scratch = new Pass.Scratch();
  private final Model model;
  private final int vocabulary;
  private final Team team;

  private TrainedModel(
      ModelFile file,
      Predicate<String> trained,
      List<Adapter> adapters,
      Parameters parameters,
      Team team)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Tensor tensor : file.tensors().values()) {
      Parameter parameter = new Parameter(tensor.name(), tensor.shape(), Arena.ofAuto());
      float[] values = new float[parameter.size()];
      Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
      parameter.set(values);
      tensors.put(tensor.name(), parameter.tensor());
      // Rotary factors are settings, not weights.
      if (!tensor.name().startsWith("rope_") && trained.test(tensor.name())) {
        parameters.add(parameter);
      }
    }
    this.parameters = parameters;
    this.team = team;
    this.vocabulary = file.tensors().get("token_embd.weight").rows();
    this.model =
        Architectures.wire(
            new Copy(file.path(), file.metadata(), tensors), 0, adapters, parameters);
  }

  /**
   * Opens a model.
   *
   * @param trained which tensors are
   */
  static TrainedModel open(Path path, Predicate<String> trained, Team team) throws IOException {
    try (ModelFile file = Models.open(path)) {
      return new TrainedModel(file, trained, List.of(), new Parameters(), team);
    }
  }

  /** Opens a model of which only a random adapter for its linear layers is trained. */
  static TrainedModel adapted(Path path, Random random, Team team) throws IOException {
    try (ModelFile file = Models.open(path)) {
      Parameters parameters = new Parameters();
      Map<String, Adapter.Change> changes = new LinkedHashMap<>();
      for (String name : Architectures.linearWeights(file)) {
        Tensor weight = file.tensors().get(name);
        Parameter a = random(name + ".a", 2, weight.columns(), random);
        Parameter b = random(name + ".b", weight.rows(), 2, random);
        parameters.add(a);
        parameters.add(b);
        changes.put(name, new Adapter.Change(a.tensor(), b.tensor(), 0.5f, null, 0));
      }
      Adapter adapter = new Adapter("random", changes);
      return new TrainedModel(file, _ -> false, List.of(adapter), parameters, team);
    }
  }

  private static Parameter random(String name, long rows, long columns, Random random) {
    Parameter parameter = new Parameter(name, new long[] {rows, columns}, Arena.ofAuto());
    float[] values = new float[parameter.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt((double) columns));
    }
    parameter.set(values);
    return parameter;
  }

  Model model() {
    return model;
  }

  Parameters parameters() {
    return parameters;
  }

  /** Tokens are less than this. */
  int vocabulary() {
    return vocabulary;
  }

  /** The sum of what the rows cost. */
  double loss(Batch batch, int[] targets) {
    double loss = run(batch, targets, null);
    scratch.clear();
    return loss;
  }

  /** The loss's derivatives by each parameter, which the parameters then have too. */
  Map<String, float[]> gradients(Batch batch, int[] targets, boolean recomputing) {
    parameters.clearGradients();
    Tape tape = new Tape(parameters, 0, recomputing, scratch);
    run(batch, targets, tape);
    tape.backward();
    tape.clear();
    scratch.clear();
    Map<String, float[]> gradients = new LinkedHashMap<>();
    parameters.all().forEach(p -> gradients.put(p.name(), p.gradient().clone()));
    return gradients;
  }

  private double run(Batch batch, int[] targets, @Nullable Tape tape) {
    TrainingMemory memory = new TrainingMemory(model.facts().memory());
    Pass pass = new Pass(batch, memory, team, scratch, null, tape);
    Rows y = model.hidden(pass);
    boolean encoder = model.facts().vocabulary() == 0;
    y = encoder ? y : model.logits(y, pass);
    float[] d = tape == null ? new float[y.n() * y.d()] : tape.gradient(y);
    double sum = 0;
    for (int r = 0; r < y.n(); r++) {
      sum += encoder ? reading(y, r, targets[r], d) : crossEntropy(y, r, targets[r], d);
    }
    return sum;
  }

  /** A random reading of a row, as encoders have no output head; the target is its seed. */
  private static double reading(Rows y, int r, int target, float[] d) {
    Random random = new Random(target);
    double sum = 0;
    for (int i = r * y.d(); i < (r + 1) * y.d(); i++) {
      d[i] = (float) random.nextGaussian();
      sum += (double) d[i] * y.value()[i];
    }
    return sum;
  }

  private static double crossEntropy(Rows y, int r, int target, float[] d) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < y.d(); i++) {
      max = Math.max(max, y.get(r, i));
    }
    double sum = 0;
    for (int i = 0; i < y.d(); i++) {
      sum += Math.exp(y.get(r, i) - max);
    }
    for (int i = 0; i < y.d(); i++) {
      double p = Math.exp(y.get(r, i) - max) / sum;
      d[r * y.d() + i] = (float) (i == target ? p - 1 : p);
    }
    return Math.log(sum) + max - y.get(r, target);
  }
}
