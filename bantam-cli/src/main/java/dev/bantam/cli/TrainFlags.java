package dev.bantam.cli;

import dev.bantam.train.Key;
import dev.bantam.train.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes every key of a training configuration a flag of {@code bantam train}. */
final class TrainFlags implements IModelTransformer {
  @Override
  public CommandSpec transform(CommandSpec spec) {
    for (Key<?> key : Keys.ALL) {
      spec.addOption(option(key));
    }
    return spec;
  }

  private static OptionSpec option(Key<?> key) {
    boolean isSwitch = key.initial() instanceof Boolean;
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .paramLabel(key.label())
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity(isSwitch ? "0..1" : "1")
            .description(key.help() + initial(key));
    if (isSwitch) {
      option.fallbackValue("true");
    }
    if (key.isList()) {
      option.splitRegex(",");
    }
    return option.build();
  }

  private static String initial(Key<?> key) {
    return switch (key.initial()) {
      case null -> "";
      case Boolean _ -> "";
      case List<?> _ -> "";
      case Enum<?> constant ->
          " Default: " + constant.name().toLowerCase(java.util.Locale.ROOT) + ".";
      case Object value -> " Default: " + value + ".";
    };
  }

  /** What was given on the command line, by key. */
  static Map<String, List<String>> given(CommandSpec spec) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (Key<?> key : Keys.ALL) {
      List<String> values = spec.findOption(key.flag()).getValue();
      if (values != null && !values.isEmpty()) {
        given.put(key.name(), values);
      }
    }
    return given;
  }
}
