package dev.bantam.tasks.code;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The modules of an Ansible installation with the options that each takes. */
public final class AnsibleModules {
  private static final String BUILTIN = "ansible.builtin.";

  /** No installation: any module may be named, with any options. */
  public static final AnsibleModules NONE = new AnsibleModules(Map.of());

  /** Options that stand for the text after the module's name, or for any name. */
  private static final Set<String> FREE_FORM = Set.of("free_form", "free-form", "_raw_params");

  private static final String ANY_KEY = "key_value";

  /**
   * What a module may be told.
   *
   * @param type {@code str}, {@code bool}, {@code int}, {@code float}, {@code path}, {@code raw},
   *     {@code list}, {@code dict}, {@code jsonarg}, ...
   * @param elements type of a list's items
   * @param choices values that it may have; empty for any
   * @param suboptions keys of a dictionary, or of a list's dictionaries; empty for any
   */
  public record Option(
      String type,
      String elements,
      List<String> choices,
      boolean required,
      List<String> aliases,
      Map<String, Option> suboptions) {
    /** A keyword's value, or an option of which nothing is known. */
    static Option of(String type) {
      return new Option(type, "str", List.of(), false, List.of(), Map.of());
    }
  }

  /**
   * A module.
   *
   * @param name fully qualified
   * @param freeForm whether it may be told a text instead of options
   * @param anyOption whether it takes options of any name
   */
  public record Module(
      String name, Map<String, Option> options, boolean freeForm, boolean anyOption) {}

  private final Map<String, Module> modules;

  AnsibleModules(Map<String, Module> modules) {
    this.modules = new TreeMap<>(modules);
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return modules.isEmpty();
  }

  /** Fully qualified names, sorted. */
  public Set<String> names() {
    return modules.keySet();
  }

  /** The module of a name; a short one is Ansible's own. */
  public Optional<Module> find(String name) {
    Module module = modules.get(name);
    if (module == null && name.startsWith("ansible.legacy.")) {
      module = modules.get(BUILTIN + name.substring("ansible.legacy.".length()));
    }
    return Optional.ofNullable(module == null ? modules.get(BUILTIN + name) : module);
  }

  /**
   * Those of some collections, such as {@code ansible.builtin}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public AnsibleModules only(List<String> collections) {
    Map<String, Module> some = new TreeMap<>(modules);
    some.keySet().removeIf(name -> !collections.contains(collection(name)));
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          "no module of the collections %s is installed".formatted(String.join(", ", collections)));
    }
    return new AnsibleModules(some);
  }

  private static String collection(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** A module from what {@code ansible-doc} says in its {@code doc}. */
  static Module module(String name, Map<?, ?> doc) {
    Map<String, Option> options = options(doc.get("options"));
    boolean freeForm = options.keySet().removeAll(FREE_FORM);
    boolean anyOption = options.remove(ANY_KEY) != null;
    return new Module(name, options, freeForm, anyOption);
  }

  private static Map<String, Option> options(@Nullable Object all) {
    Map<String, Option> options = new LinkedHashMap<>();
    if (all instanceof Map<?, ?> map) {
      map.forEach(
          (name, option) -> {
            if (option instanceof Map<?, ?> o) {
              options.put(String.valueOf(name), option(o));
            }
          });
    }
    return options;
  }

  private static Option option(Map<?, ?> o) {
    return new Option(
        o.get("type") instanceof String type ? type : "str",
        o.get("elements") instanceof String elements ? elements : "str",
        texts(o.get("choices")),
        Boolean.TRUE.equals(o.get("required")),
        texts(o.get("aliases")),
        options(o.get("suboptions")));
  }

  private static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(each -> texts.add(String.valueOf(each)));
    } else if (value instanceof Map<?, ?> map) { // choices with descriptions
      map.keySet().forEach(each -> texts.add(String.valueOf(each)));
    }
    return texts;
  }

  /**
   * Keeps what is known in a file.
   *
   * @param version of the installation
   */
  void write(Path file, String version) throws IOException {
    Map<String, Object> plain = new LinkedHashMap<>();
    modules.forEach(
        (name, module) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("options", plain(module.options()));
          fields.put("free_form", module.freeForm());
          fields.put("any_option", module.anyOption());
          plain.put(name, fields);
        });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", version);
    all.put("modules", plain);
    AtomicFile.write(file, Json.write(all).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> plain(Map<String, Option> options) {
    Map<String, Object> plain = new LinkedHashMap<>();
    options.forEach(
        (name, option) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("type", option.type());
          fields.put("elements", option.elements());
          fields.put("required", option.required());
          fields.put("choices", option.choices());
          fields.put("aliases", option.aliases());
          fields.put("suboptions", plain(option.suboptions()));
          // Most options have few of these: the file is a third as large without.
          fields.values().removeIf(List.of("str", false, List.of(), Map.of())::contains);
          plain.put(name, fields);
        });
    return plain;
  }

  /**
   * Reads a file that {@link #write} wrote; empty if it is of another version.
   *
   * @throws MalformedFileException if it is no such file
   */
  static Optional<AnsibleModules> read(Path file, String version) throws IOException {
    Map<String, Object> all = Json.readObject(file);
    if (!version.equals(all.get("version"))) {
      return Optional.empty();
    }
    if (!(all.get("modules") instanceof Map<?, ?> plain)) {
      throw new MalformedFileException(file, -1, "has no modules; delete it to have it made anew");
    }
    Map<String, Module> modules = new TreeMap<>();
    plain.forEach(
        (name, fields) -> {
          if (fields instanceof Map<?, ?> map) {
            modules.put(
                String.valueOf(name),
                new Module(
                    String.valueOf(name),
                    options(map.get("options")),
                    Boolean.TRUE.equals(map.get("free_form")),
                    Boolean.TRUE.equals(map.get("any_option"))));
          }
        });
    return Optional.of(new AnsibleModules(modules));
  }
}
