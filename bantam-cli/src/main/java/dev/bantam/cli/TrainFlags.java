package dev.bantam.cli;

import dev.bantam.train.Key;
import dev.bantam.train.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes every key of a training configuration a flag of {@code bantam train}. */
final class TrainFlags {
  private TrainFlags() {}

  static void addTo(CommandSpec spec) {
    for (Key<?> key : Keys.ALL) {
      spec.addOption(option(key));
    }
  }

  private static OptionSpec option(Key<?> key) {
    boolean isSwitch = key.initial() instanceof Boolean;
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .paramLabel(key.label())
            .arity(isSwitch ? "0..1" : "1")
            .description(key.help() + initial(key));
    if (isSwitch) {
      option.fallbackValue("true");
    }
    if (key.isList()) {
      option.type(List.class).auxiliaryTypes(String.class).splitRegex(",");
    } else {
      option.type(String.class);
    }
    return option.build();
  }

  private static String initial(Key<?> key) {
    return switch (key.initial()) {
      case null -> "";
      case Boolean _ -> "";
      case List<?> _ -> "";
      case Enum<?> constant -> " Default: " + constant.name().toLowerCase(Locale.ROOT) + ".";
      case Object value -> " Default: " + value + ".";
    };
  }

  /** What was given on the command line, by key. */
  static Map<String, List<String>> given(CommandSpec spec) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (Key<?> key : Keys.ALL) {
      Object value = spec.findOption(key.flag()).getValue();
      if (value instanceof List<?> list && !list.isEmpty()) {
        given.put(key.name(), list.stream().map(String::valueOf).toList());
      } else if (value instanceof String text) {
        given.put(key.name(), List.of(text));
      }
    }
    return given;
  }
}
