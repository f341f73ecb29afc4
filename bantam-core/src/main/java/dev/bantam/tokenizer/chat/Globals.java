package dev.bantam.tokenizer.chat;

import dev.bantam.format.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template can call. */
final class Globals {
  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "range", Globals::range,
          "dict", (rendering, arguments) -> new Dict(entries(rendering, arguments, "dict")),
          "namespace",
              (rendering, arguments) -> new Namespace(entries(rendering, arguments, "namespace")),
          "cycler", (_, arguments) -> new Cycler(arguments.positional()),
          "joiner", Globals::joiner,
          "raise_exception", Globals::raiseException,
          "strftime_now", Globals::formatNow);

  private Globals() {}

  static @Nullable Object get(String name) {
    return FUNCTIONS.get(name);
  }

  private static Object range(Rendering rendering, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("range", 1, "start", "stop", "step");
    long start = bound.has(1) ? bound.integer(0, 0) : 0;
    long stop = bound.has(1) ? bound.integer(1, 0) : bound.integer(0, 0);
    long step = bound.integer(2, 1);
    if (step == 0) {
      throw new TemplateException("range() arg 3 must not be zero");
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i = Math.addExact(i, step)) {
      rendering.meter().step();
      if (numbers.size() == Limits.TEMPLATE_RANGE) {
        throw new TemplateException("a range is longer than " + Limits.TEMPLATE_RANGE);
      }
      numbers.add(i);
    }
    return Sequence.of(Sequence.Kind.RANGE, numbers);
  }

  /** A mapping's entries, or pairs, then what is given by name. */
  private static Map<Object, Object> entries(
      Rendering rendering, Arguments arguments, String function) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    Arguments positional = new Arguments(arguments.positional(), Map.of());
    Arguments.Bound bound = positional.bind(function, 0, "mapping");
    if (bound.has(0) && bound.get(0) instanceof Dict dict) {
      entries.putAll(dict.entries());
    } else if (bound.has(0)) {
      for (Object item : Values.list(rendering.meter(), bound.get(0))) {
        List<Object> pair = Values.list(rendering.meter(), item);
        if (pair.size() != 2) {
          throw new TemplateException(function + "() needs pairs of key and value");
        }
        Dict.put(entries, pair.getFirst(), pair.getLast());
      }
    }
    arguments.named().forEach((name, value) -> entries.put(Text.template(name), value));
    return entries;
  }

  /** Gives nothing when first called, and a separator from then on. */
  private static Object joiner(Rendering rendering, Arguments arguments) {
    Object separator = arguments.bind("joiner", 0, "sep").get(0, Text.template(", "));
    boolean[] used = {false};
    return (Function)
        (_, _) -> {
          boolean first = !used[0];
          used[0] = true;
          return first ? Text.EMPTY : separator;
        };
  }

  private static Object raiseException(Rendering rendering, Arguments arguments) {
    Object message = arguments.bind("raise_exception", 1, "message").get(0);
    throw TemplateException.refusal(Printer.str(rendering.meter(), message).string());
  }

  private static Object formatNow(Rendering rendering, Arguments arguments) {
    Text format = Values.text(arguments.bind("strftime_now", 1, "format").get(0));
    rendering.meter().text(format.chars());
    return format.derive(TimeFormat.format(format.string(), rendering.now()));
  }
}
