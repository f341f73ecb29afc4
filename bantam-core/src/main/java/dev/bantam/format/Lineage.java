package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model came to be: what was done to which base with which data, the first stage first. It
 * stands as {@value #FILE} beside what training writes, and is handed on from there.
 */
public record Lineage(List<Stage> stages) {
  /** The file's name in the folder of an adapter or a model. */
  public static final String FILE = "lineage.json";

  /** The key of a GGUF file's metadata that holds it as JSON. */
  public static final String KEY = "bantam.lineage";

  /** Nothing is known. */
  public static final Lineage NONE = new Lineage(List.of());

  public Lineage {
    stages = List.copyOf(stages);
  }

  /**
   * One training run.
   *
   * @param method as {@code --method} calls it: {@code sft}, {@code dpo}, ...
   * @param base what the run started from
   * @param data what it read
   * @param settings as the run's configuration calls them; JSON values
   * @param results what was measured, such as {@code val_loss}; JSON values
   * @param date when it ended, as in ISO 8601
   * @param bantam the version that did it
   */
  public record Stage(
      String method,
      Base base,
      List<Data> data,
      Map<String, ?> settings,
      Map<String, ?> results,
      String date,
      String bantam) {
    public Stage {
      data = List.copyOf(data);
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }
  }

  /**
   * A model that was trained further.
   *
   * @param name as the user wrote it
   * @param digest {@code sha256:HEX} of its file, {@link Sha256#of}
   * @param licence as its file states it; null if it does not
   */
  public record Base(String name, String digest, @Nullable String licence) {}

  /**
   * A file that was learnt from.
   *
   * @param file its path or name
   * @param sha256 {@code sha256:HEX} of its bytes, {@link Sha256#of}
   * @param rows examples in it
   * @param format such as {@code chat} or {@code text}
   */
  public record Data(String file, String sha256, long rows, String format) {}

  /** This lineage and one stage more. */
  public Lineage then(Stage stage) {
    List<Stage> all = new ArrayList<>(stages);
    all.add(stage);
    return new Lineage(all);
  }

  /** This lineage and what comes after it in another, which may begin with the same stages. */
  public Lineage then(Lineage other) {
    int n = stages.size();
    boolean continues = other.stages.size() >= n && other.stages.subList(0, n).equals(stages);
    List<Stage> all = new ArrayList<>(stages);
    all.addAll(continues ? other.stages.subList(n, other.stages.size()) : other.stages);
    return new Lineage(all);
  }

  /** The lineage that a model's metadata holds, else that of its path. */
  public static Lineage of(ModelFile model) throws IOException {
    String source = model.path().toString();
    return model.metadata().has(KEY)
        ? fromJson(source, Json.parseObject(source, model.metadata().string(KEY)))
        : of(model.path());
  }

  /**
   * The lineage in a folder, or beside a file; {@link #NONE} if there is none.
   *
   * @throws MalformedFileException naming what is wrong with it
   */
  public static Lineage of(Path model) throws IOException {
    Path file = Files.isDirectory(model) ? model.resolve(FILE) : model.resolveSibling(FILE);
    return Files.exists(file) ? read(file) : NONE;
  }

  /** Reads a file that {@link #write} wrote. */
  public static Lineage read(Path file) throws IOException {
    return fromJson(file.toString(), Json.readObject(file));
  }

  /** Writes through an {@link AtomicFile}. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, Json.write(toJson()).getBytes(UTF_8));
  }

  /** As plain data: {@code {"stages": [...]}}. */
  public Map<String, Object> toJson() {
    return Map.of("stages", stages.stream().map(Lineage::toJson).toList());
  }

  private static Map<String, Object> toJson(Stage stage) {
    Map<String, Object> base = new LinkedHashMap<>();
    base.put("name", stage.base.name);
    base.put("digest", stage.base.digest);
    if (stage.base.licence != null) {
      base.put("licence", stage.base.licence);
    }
    List<Object> data = new ArrayList<>();
    for (Data d : stage.data) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("file", d.file);
      one.put("sha256", d.sha256);
      one.put("rows", d.rows);
      one.put("format", d.format);
      data.add(one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("method", stage.method);
    all.put("base", base);
    all.put("data", data);
    all.put("settings", stage.settings);
    all.put("results", stage.results);
    all.put("date", stage.date);
    all.put("bantam", stage.bantam);
    return all;
  }

  /**
   * The opposite of {@link #toJson}.
   *
   * @param source the file's name, for messages
   */
  public static Lineage fromJson(String source, Map<?, ?> json) throws MalformedFileException {
    List<Stage> stages = new ArrayList<>();
    for (Map<?, ?> stage : objects(source, json, "stages")) {
      Map<?, ?> base = get(source, stage, "base", Map.class);
      String licence = base.get("licence") instanceof String text ? text : null;
      List<Data> data = new ArrayList<>();
      for (Map<?, ?> d : objects(source, stage, "data")) {
        data.add(
            new Data(
                get(source, d, "file", String.class),
                get(source, d, "sha256", String.class),
                get(source, d, "rows", Number.class).longValue(),
                get(source, d, "format", String.class)));
      }
      stages.add(
          new Stage(
              get(source, stage, "method", String.class),
              new Base(
                  get(source, base, "name", String.class),
                  get(source, base, "digest", String.class),
                  licence),
              data,
              object(source, stage, "settings"),
              object(source, stage, "results"),
              get(source, stage, "date", String.class),
              get(source, stage, "bantam", String.class)));
    }
    return new Lineage(stages);
  }

  private static List<Map<?, ?>> objects(String source, Map<?, ?> in, String key)
      throws MalformedFileException {
    List<Map<?, ?>> out = new ArrayList<>();
    List<?> elements = get(source, in, key, List.class);
    for (Object element : elements) {
      if (!(element instanceof Map<?, ?> map)) {
        throw new MalformedFileException(source, -1, "'" + key + "' should be a list of objects");
      }
      out.add(map);
    }
    return out;
  }

  private static Map<String, Object> object(String source, Map<?, ?> in, String key)
      throws MalformedFileException {
    Map<String, Object> out = new LinkedHashMap<>();
    Map<?, ?> values = get(source, in, key, Map.class);
    values.forEach((k, v) -> out.put(String.valueOf(k), v));
    return out;
  }

  private static <T> T get(String source, Map<?, ?> in, String key, Class<T> type)
      throws MalformedFileException {
    Object value = in.get(key);
    if (!type.isInstance(value)) {
      throw new MalformedFileException(
          source,
          -1,
          "lineage: '%s' should be a %s and is %s".formatted(key, type.getSimpleName(), value));
    }
    return type.cast(value);
  }
}
