package dev.bantam.tasks;

import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.format.Sha256;
import dev.bantam.generate.Generator;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A model that is put to work: what the classes of jobs are made with.
 *
 * <pre>{@code
 * try (TaskModel model = TaskModel.open(Path.of("model.gguf"))) {
 *   Result<Summary> result = new Summarizer(model).summarize(DocumentReader.read(file));
 *   System.out.println(result.value().text());
 * }
 * }</pre>
 *
 * <p>Safe for use from several threads.
 */
public final class TaskModel implements AutoCloseable {
  private final String name;
  private final Generator generator;
  private final EnergyStopwatch clock;
  private final PromptEncoder encoder;

  /** A model whose generator and stopwatch are closed with it. */
  public TaskModel(String name, Generator generator, EnergyStopwatch clock) {
    this.name = name;
    this.generator = generator;
    this.clock = clock;
    this.encoder = new PromptEncoder(generator.chatTemplate(), generator.tokenizer());
  }

  /** Opens a {@code .gguf} file or a Hugging Face folder. */
  public static TaskModel open(Path path) throws IOException {
    return of(String.valueOf(path.getFileName()), Generator.open(path));
  }

  /** A model that is open. */
  public static TaskModel of(String name, Generator generator) {
    return new TaskModel(name, generator, new EnergyStopwatch(EnergySettings.DEFAULT));
  }

  /** What results call it. */
  public String name() {
    return name;
  }

  /** The model itself. */
  public Generator generator() {
    return generator;
  }

  /**
   * What tells it from other models: the hash of its weights, and the names of its adapters.
   *
   * @throws IOException if the file cannot be read
   */
  public String digest() throws IOException {
    String digest = Sha256.of(generator.file().path());
    List<String> adapters = generator.adapterNames();
    return adapters.isEmpty() ? digest : digest + " + " + String.join(" + ", adapters);
  }

  PromptEncoder encoder() {
    return encoder;
  }

  EnergyStopwatch clock() {
    return clock;
  }

  /** How many tokens a text is. */
  public int tokens(String text) {
    return generator.tokenizer().encode(text, false, false).length;
  }

  /**
   * The prompt that comes with the program, as it is for this model's family.
   *
   * @param job a file of {@code dev/bantam/tasks/prompt} without its ending
   */
  public PromptFile prompt(String job) {
    return PromptFile.builtIn(job).forModel(name, generator.file());
  }

  /** Begins a piece of work, whose tokens, time and energy are counted from now on. */
  public Work begin() {
    return begin(() -> false);
  }

  /**
   * Begins a piece of work.
   *
   * @param cancelled asked at each token; once true, the work ends with {@link
   *     java.util.concurrent.CancellationException}
   */
  public Work begin(BooleanSupplier cancelled) {
    return new Work(this, cancelled);
  }

  @Override
  public void close() throws IOException {
    clock.close();
    generator.close();
  }
}
