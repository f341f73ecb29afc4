package dev.bantam.tasks.code;

import dev.bantam.tasks.code.AnsibleModules.Module;
import dev.bantam.tasks.code.AnsibleModules.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An Ansible task without its name, line by line: knows which lines may come next. So each key
 * comes once, options are those of the module and have values of their types, and the task is not
 * over before all that the module requires is there; in the order that the model likes.
 */
final class TaskLines {
  private static final int INDENT = 2;
  private static final int DEEPEST = 10;
  private static final int ITEMS = 12;

  /** Options after which only those are written that must be. */
  private static final int OPTIONS = 8;

  private enum Kind {
    MAP,
    LIST,
    /** A map or a list: its first line says. */
    OPEN
  }

  /** A map or list that lines are added to. */
  private static final class Block {
    final int indent;
    final int opened;
    final boolean mayBeEmpty;
    final Set<String> used = new HashSet<>();

    /** By name; null for any name. */
    final @Nullable Map<String, Option> options;

    /** What a list holds. */
    final Option items;

    Kind kind;
    int entries;
    boolean full;

    Block(
        Kind kind,
        int indent,
        int opened,
        boolean mayBeEmpty,
        @Nullable Map<String, Option> options,
        Option items) {
      this.kind = kind;
      this.indent = indent;
      this.opened = opened;
      this.mayBeEmpty = mayBeEmpty;
      this.options = options;
      this.items = items;
    }

    boolean lacks(Map.Entry<String, Option> option) {
      return option.getValue().required() && !used.contains(option.getKey());
    }

    boolean mayEnd() {
      return (entries > 0 || mayBeEmpty)
          && (options == null || options.entrySet().stream().noneMatch(this::lacks));
    }
  }

  private final AnsibleModules modules;
  private final List<String> lines = new ArrayList<>();
  private final Deque<Block> blocks = new ArrayDeque<>();
  private @Nullable String module;

  TaskLines(AnsibleModules modules) {
    this.modules = modules;
    blocks.push(new Block(Kind.MAP, 0, -1, false, TaskKeywords.common(), Option.of("str")));
  }

  /** The grammar of the next line, with its end; or of nothing, where the task may be over. */
  String grammar() {
    if (module == null) {
      return YamlGrammar.of(moduleLines(), false);
    }
    List<String> next = new ArrayList<>();
    boolean end = true;
    for (Block block : blocks) { // the innermost first
      next.addAll(linesOf(block));
      if (!block.mayEnd()) {
        end = false;
        break;
      }
    }
    return YamlGrammar.of(next, end || next.isEmpty());
  }

  private List<String> moduleLines() {
    if (modules.isEmpty()) {
      return List.of("module \":\" (\" \" str)? \"\\n\"");
    }
    List<String> free = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (String name : modules.names()) {
      all.add(name);
      modules.find(name).filter(Module::freeForm).ifPresent(_ -> free.add(name));
    }
    List<String> ways = new ArrayList<>();
    ways.add("(" + YamlGrammar.anyOf(all) + ") \":\\n\"");
    if (!free.isEmpty()) {
      ways.add("(" + YamlGrammar.anyOf(free) + ") \": \" str \"\\n\"");
    }
    return ways;
  }

  private static List<String> linesOf(Block block) {
    String indent = YamlGrammar.literal(" ".repeat(block.indent));
    List<String> ways = new ArrayList<>();
    if (block.full) {
      return ways;
    }
    if (block.kind != Kind.MAP) {
      ways.add(indent + " \"- \" (" + item(block) + ")");
    }
    if (block.kind != Kind.LIST) {
      entries(block, ways, indent);
    }
    return ways;
  }

  private static void entries(Block block, List<String> ways, String indent) {
    if (block.options == null && block.entries >= OPTIONS) {
      return;
    }
    if (block.options == null) {
      Option any = Option.of(block.indent < DEEPEST ? "list" : "str");
      String key = "(" + YamlGrammar.nameBut(block.used) + ")";
      ways.add(indent + " " + key + " " + YamlGrammar.value(any));
      return;
    }
    Map<String, List<String>> keysByValue = new TreeMap<>();
    block.options.forEach(
        (key, option) -> {
          boolean wanted = block.entries < OPTIONS || option.required();
          if (wanted && !block.used.contains(key)) {
            keysByValue.computeIfAbsent(YamlGrammar.value(option), _ -> new ArrayList<>()).add(key);
          }
        });
    keysByValue.forEach(
        (value, keys) -> ways.add(indent + " (" + YamlGrammar.anyOf(keys) + ") " + value));
  }

  private static String item(Block block) {
    Option items = block.items;
    if (!items.elements().equals("dict") || block.indent >= DEEPEST) {
      return YamlGrammar.scalar(items.elements(), items.choices()) + " \"\\n\"";
    }
    List<String> ways = new ArrayList<>();
    entries(itemBlock(block, 0), ways, "\"\"");
    return String.join(" | ", ways);
  }

  private static Block itemBlock(Block list, int line) {
    Map<String, Option> options = list.items.suboptions();
    return new Block(
        Kind.MAP,
        list.indent + INDENT,
        line,
        false,
        options.isEmpty() ? null : options,
        Option.of("str"));
  }

  /**
   * Takes the next line.
   *
   * @param line without its end, as {@link #grammar} allows it
   * @return whether it was taken; not where a list says the same again
   */
  boolean add(String line) {
    if (module == null) {
      begin(line);
      return true;
    }
    int indent = line.length() - line.stripLeading().length();
    while (blocks.getFirst().indent > indent) {
      blocks.pop();
    }
    Block block = blocks.getFirst();
    boolean item = line.startsWith("- ", indent);
    if (item && lines.subList(block.opened + 1, lines.size()).contains(line)
        || block.entries >= ITEMS && item) {
      block.full = true;
      return false;
    }
    if (block.kind == Kind.OPEN) {
      block.kind = item ? Kind.LIST : Kind.MAP;
    }
    block.entries++;
    String entry = line.substring(indent);
    if (!item) {
      addEntry(block, line, entry);
    } else if (block.items.elements().equals("dict") && block.indent < DEEPEST) {
      Block map = itemBlock(block, lines.size());
      blocks.push(map);
      map.entries++;
      addEntry(map, line, entry.substring(2));
    } else {
      lines.add(line);
    }
    return true;
  }

  /** Keeps a line that came to no end from coming up again. */
  void giveUp(String line) {
    int indent = line.length() - line.stripLeading().length();
    int colon = line.indexOf(':');
    for (Block block : blocks) {
      if (block.indent == indent && colon > 0) {
        block.used.add(line.substring(indent, colon));
      }
    }
  }

  private void begin(String line) {
    int colon = line.indexOf(':');
    String name = line.substring(0, colon);
    module = name;
    lines.add(line);
    blocks.getFirst().entries++;
    if (colon == line.length() - 1) {
      Optional<Module> known = modules.find(name);
      boolean any = known.isEmpty() || known.get().anyOption();
      Map<String, Option> options = known.map(Module::options).orElse(Map.of());
      boolean mayBeEmpty = known.isPresent() && !known.get().freeForm();
      blocks.push(
          new Block(Kind.MAP, INDENT, 0, mayBeEmpty, any ? null : options, Option.of("str")));
    }
  }

  private void addEntry(Block block, String line, String entry) {
    int colon = entry.indexOf(':');
    String key = entry.substring(0, colon);
    block.used.add(key);
    Option option = block.options == null ? null : block.options.get(key);
    lines.add(fit(line, entry.substring(colon + 1).strip()));
    if (colon == entry.length() - 1) {
      blocks.push(child(block.indent + INDENT, option));
    }
  }

  /** Without the mark of a value that would be none at all. */
  private static String fit(String line, String value) {
    boolean none = value.equalsIgnoreCase("null");
    return none ? line.substring(0, line.length() - value.length()) + "\"" + value + "\"" : line;
  }

  private Block child(int indent, @Nullable Option option) {
    int line = lines.size() - 1;
    if (option == null) {
      return new Block(Kind.OPEN, indent, line, false, null, Option.of("str"));
    }
    Map<String, Option> options = option.suboptions().isEmpty() ? null : option.suboptions();
    Kind kind = option.type().equals("list") ? Kind.LIST : Kind.MAP;
    return new Block(kind, indent, line, false, options, option);
  }

  /** Ends the task: a key whose map or list has stayed empty goes. */
  List<String> end() {
    while (blocks.getFirst().opened > 0
        && blocks.getFirst().entries == 0
        && !blocks.getFirst().mayBeEmpty) {
      Block empty = blocks.pop();
      lines.subList(empty.opened, lines.size()).clear();
      blocks.getFirst().entries--;
    }
    return List.copyOf(lines);
  }
}
