package dev.bantam.cli;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Generator;
import dev.bantam.hub.LocalModel;
import dev.bantam.model.Adapters;
import dev.bantam.model.GgufQuantizer;
import dev.bantam.model.QuantMix;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.Fingerprint;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import dev.bantam.train.Selection;
import dev.bantam.train.Trainable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a stage leaves: an adapter as PEFT and llama.cpp read it, or a whole model as GGUF.
 *
 * @param folder where it goes
 */
record TrainingResult(Trainable model, LocalModel base, Path folder) {
  private static final String MODEL = "model.gguf";
  private static final String ADAPTER = "adapter.gguf";

  /** Writes it and says so. */
  Path write() throws IOException {
    Files.createDirectories(folder);
    Adapter trained = model.adapter();
    return trained == null
        ? writeModel()
        : writeAdapter(
            new Adapter(
                folder.toString(),
                Fingerprint.of(model.file()),
                trained.changes(),
                trained.prompt()));
  }

  private Path writeAdapter(Adapter adapter) throws IOException {
    if (adapter.prompt() != null) {
      Adapters.writePeft(folder, adapter, model.file(), base.name());
      return folder;
    }
    boolean isDora = adapter.changes().values().stream().anyMatch(c -> c.magnitude() != null);
    if (!isDora) {
      Adapters.writeGguf(folder.resolve(ADAPTER), adapter, model.file());
    }
    try {
      Adapters.writePeft(folder, adapter, model.file(), base.name());
    } catch (MalformedFileException | IllegalArgumentException e) {
      if (isDora) {
        throw e;
      }
      System.err.println("bantam: written for llama.cpp and Bantam alone: " + e.getMessage());
      return folder.resolve(ADAPTER);
    }
    return folder;
  }

  private Path writeModel() throws IOException {
    Path file = folder.resolve(MODEL);
    GgufQuantizer.Options options = new GgufQuantizer.Options(mix(), false, null, true);
    QuantizeVerb.write(Exported.of(model.changed()), options, model.team().threads(), file);
    return file;
  }

  /**
   * The base's type if it is a float type, else F16: weights that were trained are not in blocks.
   */
  private QuantMix mix() {
    Tensor largest =
        model.file().tensors().values().stream()
            .max(java.util.Comparator.comparingLong(Tensor::size))
            .orElseThrow();
    DType type = largest.type();
    return type == DType.F32 || type == DType.BF16 ? QuantMix.named(type.name()) : QuantMix.F16;
  }

  /** Opens what was written, to generate with it. */
  Generator open() throws IOException {
    Generator.Options options = Generator.Options.DEFAULT.withThreads(model.team().threads());
    if (model.adapter() == null) {
      return Generator.open(folder.resolve(MODEL), options);
    }
    Path adapter = Files.exists(folder.resolve(ADAPTER)) ? folder.resolve(ADAPTER) : folder;
    return Generator.open(
        model.file().path(), options.withAdapters(List.of(new Generator.AdapterFile(adapter, 1))));
  }

  /** How a person goes on. */
  String advice() {
    String report = "Report: " + folder.resolve("report.html");
    if (model.adapter() == null) {
      Path file = folder.resolve(MODEL);
      return """
      %s
      Try it:         bantam run %s "..."
      Make it small:  bantam quantize %s small.gguf Q4_K_M
      Give it a name: bantam create NAME -f Modelfile, with the line FROM %s\
      """
          .formatted(report, file, file, file);
    }
    if (model.selection() instanceof Selection.SoftPrompt) {
      return "%s%nTry it: bantam run %s --adapter %s \"...\""
          .formatted(report, base.name(), folder);
    }
    return """
    %s
    Try it:          bantam run %s --adapter %s "..."
    Make it one:     bantam merge %s --adapter %s merged.gguf
    Give it a name:  bantam create NAME -f Modelfile, with the lines FROM %s and ADAPTER %s\
    """
        .formatted(report, base.name(), folder, base.name(), folder, base.name(), folder);
  }
}
