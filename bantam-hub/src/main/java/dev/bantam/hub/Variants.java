package dev.bantam.hub;

import dev.bantam.format.Lineage;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.hub.Variant.Attached;
import dev.bantam.model.Adapters;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.PeftFolder;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Makes named variants of models. A base in the store is shared, one elsewhere stays there. */
public final class Variants {
  private static final List<String> PEFT =
      List.of(PeftFolder.CONFIG, "adapter_model.safetensors", Lineage.FILE);

  private final Hub hub;

  public Variants(Hub hub) {
    this.hub = hub;
  }

  /**
   * Makes a variant; one of that name is replaced.
   *
   * @param folder where relative paths of the Modelfile begin
   * @throws dev.bantam.format.MalformedFileException if an adapter is for another model, or the
   *     template cannot be parsed
   */
  public Manifest create(
      ModelName.Friendly name, Modelfile modelfile, Path folder, Progress progress)
      throws IOException {
    List<AdapterPath> adapters = new ArrayList<>();
    for (Modelfile.Attach adapter : modelfile.adapters()) {
      adapters.add(new AdapterPath(folder.resolve(adapter.path()), adapter.weight()));
    }
    return create(name, modelfile, base(modelfile.from(), folder), adapters, progress);
  }

  /**
   * Makes a variant for somebody who may name models, but no paths.
   *
   * @param modelfile without adapters
   * @param adapter the files of one, which were sent before: a GGUF file, or those of a PEFT
   *     folder; empty for none
   */
  public Manifest create(
      ModelName.Friendly name, Modelfile modelfile, Map<String, Digest> adapter, Progress progress)
      throws IOException {
    ModelName from = ModelName.parse(modelfile.from());
    if (from instanceof ModelName.Local) {
      throw new HubException.BadName("'" + modelfile.from() + "' is a path and no model's name");
    }
    if (adapter.isEmpty()) {
      return create(name, modelfile, from, List.of(), progress);
    }
    try (Home.Staged staged = hub.home().stage(adapter)) {
      return create(name, modelfile, from, List.of(new AdapterPath(staged.model(), 1)), progress);
    }
  }

  private record AdapterPath(Path path, float weight) {}

  private Manifest create(
      ModelName.Friendly name,
      Modelfile modelfile,
      ModelName from,
      List<AdapterPath> paths,
      Progress progress)
      throws IOException {
    if (modelfile.template() != null) {
      if (Modelfile.isGoTemplate(modelfile.template())) {
        throw new MalformedFileException("Modelfile", -1, Modelfile.GO_TEMPLATE);
      }
      ChatTemplate.of("TEMPLATE", modelfile.template(), "", "");
    }
    LocalModel base = hub.resolve(from, progress);
    Manifest stored =
        from instanceof ModelName.Local ? null : hub.home().find(hub.storedName(from));
    List<Attached> adapters = new ArrayList<>();
    Lineage lineage;
    try (ModelFile file = Models.open(base.path())) {
      lineage = base.variant() == null ? Lineage.of(file) : base.variant().lineageOf();
      for (AdapterPath adapter : paths) {
        Adapters.open(adapter.path(), file);
        adapters.add(new Attached(adapter.weight(), store(adapter.path(), progress)));
        lineage = lineage.then(Lineage.of(adapter.path()));
      }
    }
    Variant variant =
        new Variant(
            base.name(),
            stored == null ? base.path().toAbsolutePath().normalize().toString() : null,
            adapters,
            modelfile.system(),
            modelfile.template(),
            modelfile.parameters(),
            modelfile.messages(),
            modelfile.licences(),
            lineage.toJson());
    Variant under = base.variant();
    Manifest manifest =
        new Manifest(
            name.toString(),
            stored == null ? List.of() : stored.files(),
            "made from " + base.name(),
            base.licence(),
            Instant.now(),
            under == null ? variant : variant.over(under));
    if (!hub.home().save(name, manifest)) {
      throw new HubException.Storage("'" + name + "' was removed while it was made; make it again");
    }
    return manifest;
  }

  /** A file or folder beside the Modelfile, else a model's name. */
  private static ModelName base(String from, Path folder) throws HubException.BadName {
    Path beside = folder.resolve(from);
    return Files.exists(beside) && !from.isBlank()
        ? new ModelName.Local(beside)
        : ModelName.parse(from);
  }

  private List<Manifest.Item> store(Path adapter, Progress progress) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(adapter)) {
      PEFT.stream().map(adapter::resolve).filter(Files::exists).forEach(files::add);
    } else {
      files.add(adapter);
    }
    List<Manifest.Item> items = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        String name = String.valueOf(file.getFileName());
        items.add(hub.home().store(name, in, Files.size(file), progress));
      }
    }
    return items;
  }

  /**
   * The variants that share a file with a model, or are made from it where it stands.
   *
   * @return their names, sorted
   */
  public List<String> madeFrom(Manifest manifest) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (Manifest other : hub.home().list()) {
      if (other.variant() != null
          && !other.name().equals(manifest.name())
          && other.variant().from().equals(manifest.name())) {
        names.add(other.name());
      }
    }
    return List.copyOf(names);
  }
}
