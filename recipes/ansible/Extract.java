import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes data sets of the modules that an installed Ansible documents.
 *
 * <p>Reads what {@code ansible-doc -t module --metadata-dump} prints and writes into a folder:
 *
 * <ul>
 *   <li>{@code docs.train.jsonl}: {@code text}, what the documentation says of each module
 *   <li>{@code tasks.{train,valid,test,known}.jsonl}: {@code module, prompt, completion}: a task of
 *       the examples, its name and the YAML of the rest. Modules of {@code valid} and {@code test}
 *       are in no other set, nor in the documentation; {@code known} are further tasks of modules
 *       of {@code train}
 *   <li>{@code schema.json}: a JSON Schema of tasks: one known module with its own options
 * </ul>
 *
 * Which module is in which set follows from its name alone.
 */
final class Extract {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Large collections are written by machines, and would be most of everything. */
  private static final int MODULES_OF_A_COLLECTION = 60;

  private static final int TASKS_OF_A_MODULE = 6;
  private static final int TASK_CHARS = 700;
  private static final int DOC_CHARS = 1500;

  private static final List<String> KEYWORDS =
      List.of(
          "action",
          "any_errors_fatal",
          "args",
          "async",
          "become",
          "become_exe",
          "become_flags",
          "become_method",
          "become_user",
          "changed_when",
          "check_mode",
          "collections",
          "connection",
          "debugger",
          "delay",
          "delegate_facts",
          "delegate_to",
          "diff",
          "environment",
          "failed_when",
          "ignore_errors",
          "ignore_unreachable",
          "listen",
          "loop",
          "loop_control",
          "module_defaults",
          "name",
          "no_log",
          "notify",
          "poll",
          "port",
          "register",
          "remote_user",
          "retries",
          "run_once",
          "tags",
          "throttle",
          "timeout",
          "until",
          "vars",
          "when");

  private record Task(String module, String prompt, String completion) {
    Map<String, Object> row() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("module", module);
      row.put("prompt", prompt);
      row.put("completion", completion);
      return row;
    }
  }

  private final Map<String, List<Object>> sets = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("Extract ANSIBLE-DOC.json FOLDER");
      System.exit(2);
    }
    Map<?, ?> dump = JSON.readValue(Path.of(args[0]), Map.class);
    Map<String, Map<?, ?>> modules = new TreeMap<>();
    map(map(dump.get("all")).get("module")).forEach((k, v) -> modules.put((String) k, map(v)));
    Path folder = Files.createDirectories(Path.of(args[1]));
    Extract extract = new Extract();
    extract.addAll(modules);
    for (Map.Entry<String, List<Object>> set : extract.sets.entrySet()) {
      write(folder.resolve(set.getKey() + ".jsonl"), set.getValue());
      System.out.printf("%-12s %5d rows%n", set.getKey(), set.getValue().size());
    }
    write(folder.resolve("schema.json"), List.of(schema(modules)));
  }

  private void addAll(Map<String, Map<?, ?>> modules) {
    for (String set :
        List.of("docs.train", "tasks.train", "tasks.valid", "tasks.test", "tasks.known")) {
      sets.put(set, new ArrayList<>());
    }
    Map<String, Integer> taken = new HashMap<>();
    List<String> names = new ArrayList<>(modules.keySet());
    names.sort(
        (a, b) -> Integer.compare(hash(a), hash(b))); // any of a collection, not those with A
    for (String name : names) {
      Map<?, ?> doc = map(modules.get(name).get("doc"));
      List<Task> tasks = tasks(name, text(modules.get(name).get("examples")), known(options(doc)));
      String collection = name.substring(0, name.lastIndexOf('.'));
      if (!tasks.isEmpty() && taken.merge(collection, 1, Integer::sum) <= MODULES_OF_A_COLLECTION) {
        add(name, doc, tasks);
      }
    }
  }

  private void add(String module, Map<?, ?> doc, List<Task> tasks) {
    int part = hash(group(module)) % 100;
    if (part >= 15) {
      sets.get("docs.train").add(Map.of("text", describe(module, doc)));
    }
    for (int i = 0; i < tasks.size(); i++) {
      // The last of several examples: those before it show how the module is used.
      boolean known = i >= 3 && i == tasks.size() - 1 && hash(module + i) % 4 == 0;
      String set = part < 10 ? "test" : part < 15 ? "valid" : known ? "known" : "train";
      sets.get("tasks." + set).add(tasks.get(i).row());
    }
  }

  /**
   * Modules that moved between collections, and those that only read what others set, go together.
   */
  private static String group(String module) {
    String name = module.substring(module.lastIndexOf('.') + 1);
    for (String end : List.of("_info", "_facts")) {
      name = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    }
    return name;
  }

  /** From 0 on, the same everywhere. */
  private static int hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (digest[0] & 0x7f) << 16 | (digest[1] & 0xff) << 8 | (digest[2] & 0xff);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The named tasks of a module's examples that use this module as it is documented. */
  private List<Task> tasks(String module, String examples, Set<String> options) {
    List<Task> tasks = new ArrayList<>();
    List<MappingNode> items = new ArrayList<>();
    try {
      new Compose(LoadSettings.builder().build())
          .composeAllFromString(examples)
          .forEach(root -> collect(root, items));
    } catch (YamlEngineException e) {
      return tasks; // examples that are no YAML
    }
    List<String> lines = examples.lines().toList();
    for (int i = 0; i < items.size() && tasks.size() < TASKS_OF_A_MODULE; i++) {
      Task task = task(module, items.get(i), lines, options);
      if (task != null && seen.add(task.prompt() + "\n" + task.completion())) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  /** The mappings of a list, and those of the {@code tasks} of its plays. */
  private static void collect(Node node, List<MappingNode> items) {
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        if (item instanceof MappingNode mapping) {
          items.add(mapping);
          for (NodeTuple pair : mapping.getValue()) {
            if (key(pair).equals("tasks")) {
              collect(pair.getValueNode(), items);
            }
          }
        }
      }
    }
  }

  /** The task without its name, as it was written, from the left margin; null if it is none. */
  private static Task task(
      String module, MappingNode node, List<String> lines, Set<String> options) {
    String name = null;
    boolean hasModule = false;
    StringBuilder yaml = new StringBuilder();
    for (NodeTuple pair : node.getValue()) {
      if (key(pair).equals("name") && pair.getValueNode() instanceof ScalarNode value) {
        name = value.getValue().strip();
        continue;
      }
      String text = text(pair, lines);
      if (key(pair).equals(module.substring(module.lastIndexOf('.') + 1))) {
        text = module + text.substring(key(pair).length());
      }
      hasModule |= text.startsWith(module + ":") && fits(pair.getValueNode(), options);
      yaml.append(text);
    }
    boolean usable =
        name != null
            && !name.isEmpty()
            && name.length() <= 200
            && !name.contains("\n")
            && hasModule
            && yaml.length() <= TASK_CHARS
            && yaml.indexOf("!") < 0;
    return usable ? new Task(module, name, yaml.toString().stripTrailing()) : null;
  }

  /** Whether options are known ones: some examples say what their documentation does not. */
  private static boolean fits(Node value, Set<String> options) {
    return value instanceof MappingNode mapping
        ? options.contains("key_value")
            || mapping.getValue().stream().allMatch(pair -> options.contains(key(pair)))
        : options.contains("key_value") || options.contains("free_form");
  }

  private static String key(NodeTuple pair) {
    return pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** The lines of a key with its value, without comments between. */
  private static String text(NodeTuple pair, List<String> lines) {
    int from = pair.getKeyNode().getStartMark().orElseThrow().getLine();
    int column = pair.getKeyNode().getStartMark().orElseThrow().getColumn();
    StringBuilder text = new StringBuilder(lines.get(from).substring(column)).append('\n');
    for (int i = from + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      int indent = line.length() - line.stripLeading().length();
      boolean list = indent == column && line.startsWith("- ", indent); // not indented more
      if (!line.isBlank() && indent <= column && !list) {
        break;
      }
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        text.append(line.substring(column).stripTrailing()).append('\n');
      }
    }
    return text.toString();
  }

  /** What the documentation says of a module, short. */
  private static String describe(String module, Map<?, ?> doc) {
    StringBuilder text = new StringBuilder();
    text.append("module: ").append(module).append('\n');
    text.append("short_description: ").append(line(doc.get("short_description"))).append('\n');
    text.append("description: ").append(line(doc.get("description"))).append("\noptions:\n");
    options(doc)
        .forEach(
            (name, option) -> {
              text.append("  ").append(name).append(": ").append(line(option.get("description")));
              if (option.get("choices") instanceof List<?> choices) {
                text.append(" Choices: ").append(choices);
              }
              text.append('\n');
            });
    int end = Math.min(text.length(), DOC_CHARS);
    return text.substring(0, end < text.length() ? text.lastIndexOf("\n", end) : end);
  }

  /** The first sentence of a text, or of the first of several. */
  private static String line(Object text) {
    Object first = text instanceof List<?> list && !list.isEmpty() ? list.getFirst() : text;
    String line = first instanceof String s ? s.strip().replace('\n', ' ') : "";
    int end = line.indexOf(". ");
    return end < 0 ? line : line.substring(0, end + 1);
  }

  private static Map<String, Map<?, ?>> options(Map<?, ?> doc) {
    Map<String, Map<?, ?>> options = new TreeMap<>();
    if (doc.get("options") instanceof Map<?, ?> all) {
      all.forEach((name, option) -> options.put((String) name, map(option)));
    }
    return options;
  }

  /** The names of options, with their aliases. */
  private static Set<String> known(Map<String, Map<?, ?>> options) {
    Set<String> known = new TreeSet<>();
    options.forEach(
        (name, option) -> {
          known.add(name);
          if (option.get("aliases") instanceof List<?> aliases) {
            aliases.forEach(alias -> known.add(String.valueOf(alias)));
          }
        });
    return known;
  }

  /** A task: keywords of Ansible's and exactly one module, with options that it has. */
  private static Map<String, Object> schema(Map<String, Map<?, ?>> modules) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Object> one = new ArrayList<>();
    KEYWORDS.forEach(keyword -> properties.put(keyword, true));
    modules.forEach(
        (name, module) -> {
          properties.put(name, module(options(map(module.get("doc")))));
          one.add(Map.of("required", List.of(name)));
        });
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("patternProperties", Map.of("^with_[a-z_]+$", true));
    schema.put("additionalProperties", false);
    schema.put("oneOf", one);
    return schema;
  }

  private static Map<String, Object> module(Map<String, Map<?, ?>> options) {
    Map<String, Object> known = new LinkedHashMap<>();
    known(options).forEach(name -> known.put(name, true));
    boolean anyKey = options.containsKey("key_value");
    boolean line = anyKey || options.containsKey("free_form");
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", line ? List.of("object", "null", "string") : List.of("object", "null"));
    schema.put("properties", known);
    schema.put("additionalProperties", anyKey);
    return schema;
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(Object value) {
    return value instanceof String text ? text : "";
  }

  private static void write(Path file, List<Object> rows) throws IOException {
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
      rows.forEach(row -> out.print(JSON.writeValueAsString(row) + "\n"));
    }
  }
}
