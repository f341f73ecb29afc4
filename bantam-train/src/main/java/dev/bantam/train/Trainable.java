package dev.bantam.train;

import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.Parameter;
import dev.bantam.layer.Parameters;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import dev.bantam.layer.TrainingMemory;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.Tensor;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.MicroBatch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model of which some weights can change. The rest stays in its file, in the type it has there.
 * Not thread-safe.
 */
public final class Trainable implements AutoCloseable {
  /**
   * How a model is trained.
   *
   * @param selection which weights change
   * @param threads threads that compute; 0 for all that the process may use
   * @param context longest sequence, in tokens; 0 for what the model was made for
   * @param recompute whether blocks are run again on the way back rather than remembered: a third
   *     more time, a fraction of the memory
   * @param rounded whether factors of products may be rounded to BF16 in training, which some CPUs
   *     multiply twice as fast; sums and weights stay float32
   * @param seed of what new weights begin as
   */
  public record Options(
      Selection selection,
      int threads,
      int context,
      boolean recompute,
      boolean rounded,
      long seed) {
    /** Options without rounding. */
    public Options(Selection selection, int threads, int context, boolean recompute, long seed) {
      this(selection, threads, context, recompute, false, seed);
    }
  }

  /** What a loss does with the final hidden states [n, width] of a batch. */
  @FunctionalInterface
  public interface Head<T> {
    T apply(Rows hidden, Pass pass);
  }

  private final ModelFile file;
  private final Selection selection;
  private final boolean recompute;
  private final boolean rounded;
  private final Arena arena = Arena.ofShared();
  private final Parameters parameters = new Parameters();
  private final Map<String, Tensor> replaced = new LinkedHashMap<>();
  private final @Nullable Adapter adapter;
  private final Model model;
  private final Team team;
  private final Pass.Scratch scratch = new Pass.Scratch();
  private final TrainingMemory memory;
  private @Nullable Model reference;

  private Trainable(ModelFile file, Options options) throws IOException {
    this.file = file;
    this.selection = options.selection();
    this.recompute = options.recompute();
    this.rounded = options.rounded();
    this.adapter =
        switch (selection) {
          case Selection.All _ -> replace(file.tensors().values());
          case Selection.Some some -> replace(WeightNames.matching(file, some.patterns()));
          case Selection.LowRank lowRank -> adapter(lowRank, options.seed());
          case Selection.SoftPrompt prompt -> prompt(prompt.tokens(), options.seed());
        };
    this.model =
        Architectures.wire(
            new Changed(),
            options.context(),
            adapter == null ? List.of() : List.of(adapter),
            parameters);
    String obstacle = model.whyNotTrained();
    if (obstacle != null) {
      throw new IllegalArgumentException(file.path() + " cannot be trained: " + obstacle);
    }
    this.memory = new TrainingMemory(model.facts().memory());
    this.team = new Team(options.threads() == 0 ? Team.availableThreads() : options.threads());
  }

  /**
   * Opens a model for training.
   *
   * @param path a {@code .gguf} file or a Hugging Face folder
   * @throws IllegalArgumentException if it cannot be trained so, or a name names no weight
   */
  public static Trainable open(Path path, Options options) throws IOException {
    ModelFile file = Models.open(path);
    try {
      return new Trainable(file, options);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** Rotary factors are settings, not weights. */
  private static boolean isWeight(Tensor tensor) {
    return !tensor.name().startsWith("rope_");
  }

  private @Nullable Adapter replace(Iterable<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (isWeight(tensor)) {
        Parameter parameter = new Parameter(tensor.name(), tensor.shape(), arena);
        decode(tensor, parameter.tensor());
        parameters.add(parameter);
        replaced.put(tensor.name(), parameter.tensor());
      }
    }
    return null;
  }

  /** A row at a time; the file's pages are not needed in memory any more. */
  private static void decode(Tensor from, Tensor to) {
    Kernel kernel = Kernel.of(from.type());
    int columns = from.columns();
    float[] row = new float[columns];
    for (int r = 0; r < from.rows(); r++) {
      kernel.decode(from.data(), r * from.type().bytes(columns), row, 0, columns);
      long at = (long) Float.BYTES * r * columns;
      MemorySegment.copy(row, 0, to.data(), ValueLayout.JAVA_FLOAT, at, columns);
    }
    if (from.data().isMapped()) {
      from.data().unload();
    }
  }

  /** A starts as small random numbers and B as zeros, as PEFT has them: no change at first. */
  private Adapter adapter(Selection.LowRank lowRank, long seed) throws IOException {
    Map<String, Adapter.Change> changes = new TreeMap<>();
    for (Tensor weight : WeightNames.linear(file, lowRank.targets())) {
      long rows = weight.rows();
      long columns = weight.columns();
      Parameter a = add(weight.name() + ".lora_a", lowRank.rank(), columns);
      Parameter b = add(weight.name() + ".lora_b", rows, lowRank.rank());
      SplittableRandom random = new SplittableRandom(seed ^ weight.name().hashCode());
      double bound = 1 / Math.sqrt((double) columns);
      float[] values = new float[a.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-bound, bound);
      }
      a.set(values);
      Parameter magnitude = null;
      if (lowRank.magnitudes()) {
        magnitude = add(weight.name() + ".lora_magnitude", rows);
        magnitude.set(dev.bantam.layer.LowRank.rowLengths(new Matrix(weight)));
      }
      changes.put(
          weight.name(),
          new Adapter.Change(
              a.tensor(),
              b.tensor(),
              lowRank.scale(),
              magnitude == null ? null : magnitude.tensor(),
              lowRank.dropout()));
    }
    return new Adapter("the adapter in training", changes);
  }

  /** Virtual tokens start as those of some words, as far from each other as words are. */
  private Adapter prompt(int tokens, long seed) {
    Tensor table = file.tensors().get("token_embd.weight");
    if (table == null) {
      throw new IllegalArgumentException(file.path() + " has no embedding of tokens");
    }
    Matrix words = new Matrix(table);
    Parameter prompt = add("prompt_embeddings", tokens, words.columns());
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[prompt.size()];
    for (int i = 0; i < tokens; i++) {
      words.row(random.nextInt(words.rows()), values, i * words.columns());
    }
    prompt.set(values);
    return Adapter.prompt("the soft prompt in training", null, prompt.tensor());
  }

  /** The rows of examples, each after the soft prompt if one is trained. */
  MicroBatch batch(List<Encoded> examples) {
    int[] virtual =
        adapter == null ? new int[0] : adapter.virtualTokens(model.facts().vocabulary());
    return MicroBatch.of(
        virtual.length == 0
            ? examples
            : examples.stream().map(example -> example.after(virtual)).toList());
  }

  private Parameter add(String name, long... shape) {
    Parameter parameter = new Parameter(name, shape, arena);
    parameters.add(parameter);
    return parameter;
  }

  /** The base's file, in which trained weights stand in for its own. */
  private final class Changed implements ModelFile {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());

    Changed() {
      tensors.putAll(replaced);
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public Metadata metadata() {
      return file.metadata();
    }

    @Override
    public Map<String, Tensor> tensors() {
      return tensors;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("the file belongs to the trainable model");
    }
  }

  /** The base as it is on disk. */
  public ModelFile file() {
    return file;
  }

  public Selection selection() {
    return selection;
  }

  /** The weights that change; after changing them call {@link Parameters#refresh}. */
  public Parameters parameters() {
    return parameters;
  }

  public Model model() {
    return model;
  }

  public Team team() {
    return team;
  }

  /** The adapter in training, or null where the model's own weights change. */
  public @Nullable Adapter adapter() {
    return adapter;
  }

  /** The model as it is now: the base's file, with trained weights as float32. */
  public ModelFile changed() {
    return new Changed();
  }

  /**
   * Runs a batch forward, and backward from the derivatives that {@code head} adds to those of the
   * hidden states in the pass's tape. The parameters' gradients grow by it.
   *
   * @param seed of dropout
   */
  public <T> T learn(Batch batch, long seed, Head<T> head) {
    Tape tape = new Tape(parameters, seed, recompute, scratch);
    Pass exact = new Pass(batch, memory, team, scratch, null, tape);
    Pass pass = rounded ? exact.rounded() : exact;
    try (Pass.Scope _ = pass.buffers()) {
      T result = head.apply(model.hidden(pass), pass);
      tape.backward();
      return result;
    } finally {
      tape.clear();
      memory.blockDone();
    }
  }

  /** Runs a batch forward only. */
  public <T> T read(Batch batch, Head<T> head) {
    return read(model, new Pass(batch, memory, team, scratch, null), head);
  }

  /** What is done with the final hidden states of a model, and its logits. */
  @FunctionalInterface
  public interface ReferenceHead<T> {
    T apply(Rows hidden, Pass pass, Model reference);
  }

  /**
   * Runs a batch forward through the model as it was before training.
   *
   * @throws IOException if the base cannot be read again
   */
  public <T> T readReference(Batch batch, ReferenceHead<T> head) throws IOException {
    Pass pass = new Pass(batch, memory, team, scratch, null);
    if (adapter != null) {
      return read(model, pass.withoutAdapters(), (hidden, p) -> head.apply(hidden, p, model));
    }
    Model before = reference;
    if (before == null) {
      before = Architectures.wire(file, model.facts().context());
      reference = before;
    }
    Model known = before;
    return read(known, pass, (hidden, p) -> head.apply(hidden, p, known));
  }

  private <T> T read(Model with, Pass pass, Head<T> head) {
    try (Pass.Scope _ = pass.buffers()) {
      return head.apply(with.hidden(pass), pass);
    } finally {
      memory.blockDone();
    }
  }

  @Override
  public void close() throws IOException {
    team.close();
    arena.close();
    file.close();
  }
}
