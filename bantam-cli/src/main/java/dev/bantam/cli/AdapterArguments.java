package dev.bantam.cli;

import dev.bantam.format.ModelFile;
import dev.bantam.generate.Generator.AdapterFile;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Modelfile;
import dev.bantam.model.Adapters;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Adapters as users name them on the command line. */
final class AdapterArguments {
  @Option(
      names = "--adapter",
      paramLabel = "ADAPTER[:WEIGHT]",
      description = {
        "What is added to the model's weights; may be repeated: a PEFT folder, a GGUF adapter, or"
            + " the name of a variant, whose adapters are meant. WEIGHT: how much of it; default 1."
      })
  private List<String> adapters = List.of();

  /** The adapters of a variant, and those asked for. */
  List<AdapterFile> of(LocalModel model) throws IOException {
    List<AdapterFile> all = new ArrayList<>(own(model));
    all.addAll(given());
    return all;
  }

  /** Those asked for. */
  List<AdapterFile> given() throws IOException {
    List<AdapterFile> given = new ArrayList<>();
    for (String text : adapters) {
      add(text, given);
    }
    return given;
  }

  boolean areGiven() {
    return !adapters.isEmpty();
  }

  private static List<AdapterFile> own(LocalModel model) {
    List<AdapterFile> own = new ArrayList<>();
    for (Path path : model.adapters()) {
      own.add(new AdapterFile(path, model.variant().adapters().get(own.size()).weight()));
    }
    return own;
  }

  /** Adds the adapter, or the adapters, of a name. */
  static void add(String text, List<AdapterFile> all) throws IOException {
    if (Files.exists(Path.of(text))) {
      all.add(new AdapterFile(Path.of(text), 1));
      return;
    }
    Modelfile.Attach attach = Modelfile.attach(text);
    if (Files.exists(Path.of(attach.path()))) {
      all.add(new AdapterFile(Path.of(attach.path()), attach.weight()));
      return;
    }
    LocalModel variant = ModelArgument.find(text);
    float weight = variant == null ? attach.weight() : 1;
    LocalModel named = variant == null ? ModelArgument.find(attach.path()) : variant;
    if (named == null || named.adapters().isEmpty()) {
      throw new Failures.UsageException(
          "'%s' is neither a PEFT folder, nor a GGUF adapter, nor a variant that has one"
              .formatted(attach.path()));
    }
    own(named).forEach(a -> all.add(new AdapterFile(a.path(), a.weight() * weight)));
  }

  /** Reads adapters for a model. */
  static List<Adapter> open(List<AdapterFile> files, ModelFile base) throws IOException {
    List<Adapter> adapters = new ArrayList<>();
    for (AdapterFile file : files) {
      adapters.add(Adapters.open(file.path(), base).scaled(file.weight()));
    }
    warnOfOtherBases(adapters, base);
    return adapters;
  }

  /** Says so if an adapter fits, but was trained on other weights. */
  static void warnOfOtherBases(List<Adapter> adapters, ModelFile base) {
    for (Adapter adapter : adapters) {
      if (adapter.base() != null && !adapter.base().equals(Fingerprint.of(base))) {
        System.err.printf(
            "bantam: adapter %s was trained on other weights than %s (another model of these"
                + " shapes, or another quantisation)%n",
            adapter.name(), base.path());
      }
    }
  }
}
