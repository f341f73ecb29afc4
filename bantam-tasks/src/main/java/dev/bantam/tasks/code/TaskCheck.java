package dev.bantam.tasks.code;

import dev.bantam.data.Suggestion;
import dev.bantam.tasks.code.AnsibleModules.Module;
import dev.bantam.tasks.code.AnsibleModules.Option;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an Ansible task: no YAML, unknown keywords, no or several modules, options
 * that the module does not have, lacks, or has with another type. What {@code ansible-doc} does not
 * tell is not checked, such as options that exclude each other.
 */
final class TaskCheck {
  private static final Set<String> TRUTH =
      Set.of("true", "false", "yes", "no", "on", "off", "1", "0", "y", "n", "t", "f");

  private final AnsibleModules modules;
  private final List<String> problems = new ArrayList<>();

  private TaskCheck(AnsibleModules modules) {
    this.modules = modules;
  }

  /**
   * The problems of a task.
   *
   * @param yaml of its keys, without the dash of a list
   */
  static List<String> problems(String yaml, AnsibleModules modules) {
    Optional<String> broken = YamlText.problem(yaml);
    if (broken.isPresent()) {
      return List.of("is no YAML: " + broken.get());
    }
    if (!(YamlText.read(yaml).orElse(null) instanceof Map<?, ?> map)) {
      return List.of("is no mapping of keys to values");
    }
    TaskCheck check = new TaskCheck(modules);
    check.task(YamlText.keyed(map));
    return List.copyOf(check.problems);
  }

  private void task(Map<String, @Nullable Object> task) {
    List<String> named =
        task.keySet().stream().filter(key -> !TaskKeywords.isKeyword(key)).toList();
    if (named.size() != 1) {
      problems.add(
          named.isEmpty()
              ? "names no module"
              : "has %d keys that are no keywords: %s"
                  .formatted(named.size(), String.join(", ", named)));
    }
    if (modules.isEmpty()) {
      return;
    }
    for (String name : named) {
      Optional<Module> module = modules.find(name);
      if (module.isPresent()) {
        module(module.get(), task.get(name));
      } else {
        problems.add(
            "module '%s' is not installed%s"
                .formatted(name, Suggestion.didYouMean(name, modules.names())));
      }
    }
  }

  private void module(Module module, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      options(module.name(), module.options(), module.anyOption(), YamlText.keyed(map));
    } else if (value == null && module.freeForm()) {
      problems.add("module '%s' is told nothing".formatted(module.name()));
    } else if (value == null) {
      options(module.name(), module.options(), module.anyOption(), Map.of());
    } else if (!module.freeForm() && !String.valueOf(value).contains("=")) {
      problems.add("module '%s' takes options, not a text".formatted(module.name()));
    }
  }

  private void options(
      String where,
      Map<String, Option> options,
      boolean any,
      Map<String, ? extends @Nullable Object> given) {
    Set<String> known = new LinkedHashSet<>(options.keySet());
    options.values().forEach(option -> known.addAll(option.aliases()));
    for (String key : given.keySet()) {
      if (!any && !known.contains(key)) {
        problems.add(
            "'%s' has no option '%s'%s".formatted(where, key, Suggestion.didYouMean(key, known)));
      }
    }
    options.forEach(
        (name, option) -> {
          List<String> names = new ArrayList<>(List.of(name));
          names.addAll(option.aliases());
          List<String> present = names.stream().filter(given::containsKey).toList();
          if (present.isEmpty() && option.required()) {
            problems.add("'%s' lacks the option '%s'".formatted(where, name));
          }
          present.forEach(each -> option(where + "." + each, option, given.get(each)));
        });
  }

  private void option(String where, Option option, @Nullable Object value) {
    if (value == null || isTemplate(value)) {
      return; // none, or known only when it runs
    }
    boolean fits =
        switch (option.type()) {
          case "list" -> {
            Option item =
                new Option(
                    option.elements(),
                    "str",
                    option.choices(),
                    false,
                    List.of(),
                    option.suboptions());
            YamlText.list(value).forEach(each -> option(where, item, each));
            yield true;
          }
          case "dict" -> {
            if (value instanceof Map<?, ?> map) {
              boolean any = option.suboptions().isEmpty();
              options(where, option.suboptions(), any, YamlText.keyed(map));
            }
            yield value instanceof Map || value.toString().contains("=");
          }
          case "raw", "json", "jsonarg" -> true;
          default -> isScalar(value) && isOfType(option.type(), value.toString());
        };
    if (!fits) {
      problems.add("'%s' should be of type %s".formatted(where, option.type()));
    } else if (!isChoice(option, value)) {
      problems.add(
          "'%s' should be one of %s, not '%s'"
              .formatted(where, String.join(", ", option.choices()), value));
    }
  }

  private static boolean isTemplate(Object value) {
    return value instanceof String text && text.contains("{{");
  }

  private static boolean isScalar(Object value) {
    return !(value instanceof Map) && !(value instanceof List);
  }

  private static boolean isOfType(String type, String text) {
    return switch (type) {
      case "bool" -> TRUTH.contains(text.toLowerCase(Locale.ROOT));
      case "int" -> isNumber(text, false);
      case "float" -> isNumber(text, true);
      default -> true;
    };
  }

  private static boolean isNumber(String text, boolean fraction) {
    try {
      double number = Double.parseDouble(text);
      return fraction || number == Math.rint(number);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The truth values of YAML 1.1 are the same in all their spellings. */
  private static boolean isChoice(Option option, Object value) {
    String text = value.toString();
    boolean list = option.type().equals("list");
    return list
        || option.choices().isEmpty()
        || option.type().equals("bool")
        || option.choices().contains(text)
        || option.choices().stream()
            .anyMatch(choice -> truth(choice) == truth(text) && truth(text) != 0);
  }

  private static int truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> 1;
      case "false", "no", "off" -> -1;
      default -> 0;
    };
  }
}
