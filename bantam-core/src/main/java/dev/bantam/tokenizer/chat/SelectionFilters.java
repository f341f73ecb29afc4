package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Filters that go through a sequence with another filter, a test or an attribute. */
final class SelectionFilters {
  static final Map<String, Filters.Filter> FILTERS =
      Map.of(
          "map", SelectionFilters::map,
          "select", (r, value, arguments) -> select(r, value, arguments, true, false),
          "reject", (r, value, arguments) -> select(r, value, arguments, false, false),
          "selectattr", (r, value, arguments) -> select(r, value, arguments, true, true),
          "rejectattr", (r, value, arguments) -> select(r, value, arguments, false, true));

  private SelectionFilters() {}

  /** The value at the end of a path of attributes and indices, parted by dots. */
  static Object path(Meter meter, Object value, Object path) {
    return path(meter, value, path, None.NONE);
  }

  /** As {@link #path}, but where a part is undefined, {@code otherwise} takes its place. */
  static Object path(Meter meter, Object value, Object path, Object otherwise) {
    if (path == None.NONE) {
      return value;
    }
    Object found = value;
    for (Object key : keys(path)) {
      meter.step();
      found = Attributes.item(meter, found, key);
      boolean replaced = found instanceof Undefined && otherwise != None.NONE;
      found = replaced ? otherwise : found;
    }
    return found;
  }

  private static List<Object> keys(Object path) {
    if (!(path instanceof Text names)) {
      return List.of(path);
    }
    List<Object> keys = new ArrayList<>();
    for (String name : Chars.parts(names.string(), '.')) {
      boolean index =
          !name.isEmpty() && name.length() < 10 && name.chars().allMatch(Chars::isDigit);
      keys.add(index ? (Object) Long.valueOf(name) : Text.template(name));
    }
    return keys;
  }

  private static Object map(Rendering rendering, Object value, Arguments arguments) {
    return new Generator(
        () -> {
          if (!Values.isTrue(value)) {
            return List.of();
          }
          UnaryOperator<Object> function = function(rendering, arguments);
          List<Object> items = Values.list(rendering.meter(), value);
          items.replaceAll(function);
          return items;
        });
  }

  private static UnaryOperator<Object> function(Rendering rendering, Arguments arguments) {
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      Map<String, Object> named = new HashMap<>(arguments.named());
      Object path = named.remove("attribute");
      Object otherwise = named.remove("default");
      if (!named.isEmpty()) {
        throw new TemplateException(
            "Unexpected keyword argument '" + named.keySet().iterator().next() + "'");
      }
      Object instead = otherwise == null ? None.NONE : otherwise;
      return item -> path(rendering.meter(), item, path, instead);
    }
    if (arguments.positional().isEmpty()) {
      throw new TemplateException("map requires a filter argument");
    }
    String name = Values.text(arguments.positional().getFirst()).string();
    Arguments rest = arguments.from(1);
    return item -> Filters.apply(rendering, name, item, rest);
  }

  private static Object select(
      Rendering rendering, Object value, Arguments arguments, boolean wanted, boolean byPath) {
    return new Generator(() -> selected(rendering, value, arguments, wanted, byPath));
  }

  private static List<Object> selected(
      Rendering rendering, Object value, Arguments arguments, boolean wanted, boolean byPath) {
    if (!Values.isTrue(value)) {
      return List.of();
    }
    Meter meter = rendering.meter();
    List<Object> positional = arguments.positional();
    if (byPath && positional.isEmpty()) {
      throw new TemplateException("Missing parameter for attribute name");
    }
    int first = byPath ? 1 : 0;
    Predicate<Object> test = Values::isTrue;
    if (positional.size() > first) {
      String name = Values.text(positional.get(first)).string();
      Arguments rest = arguments.from(first + 1);
      test = item -> Tests.apply(rendering, name, item, rest);
    }
    List<Object> kept = new ArrayList<>();
    for (Object item : Values.list(meter, value)) {
      Object asked = byPath ? path(meter, item, positional.getFirst()) : item;
      if (test.test(asked) == wanted) {
        kept.add(item);
      }
    }
    return kept;
  }
}
