package dev.bantam.tokenizer.chat;

import java.util.HashMap;
import java.util.Map;

/** What can follow a bar. */
final class Filters {
  /** Makes a value out of another. */
  @FunctionalInterface
  interface Filter {
    Object apply(Rendering rendering, Object value, Arguments arguments);
  }

  private static final Map<String, Filter> FILTERS = new HashMap<>();

  static {
    FILTERS.putAll(TextFilters.FILTERS);
    FILTERS.putAll(NumberFilters.FILTERS);
    FILTERS.putAll(ListFilters.FILTERS);
    FILTERS.putAll(SelectionFilters.FILTERS);
    FILTERS.put("default", Filters::otherwise);
    FILTERS.put("d", Filters::otherwise);
    FILTERS.put("attr", Filters::attribute);
    FILTERS.put("length", Filters::length);
    FILTERS.put("count", Filters::length);
    FILTERS.put("tojson", ToJson::filter);
  }

  private Filters() {}

  static boolean has(String name) {
    return FILTERS.containsKey(name);
  }

  static Object apply(Rendering rendering, String name, Object value, Arguments arguments) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw new TemplateException("no filter named '" + name + "'");
    }
    return filter.apply(rendering, value, arguments);
  }

  private static Object otherwise(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("default", 0, "default_value", "boolean");
    boolean missing = value instanceof Undefined || bound.flag(1) && !Values.isTrue(value);
    return missing ? bound.get(0, Text.EMPTY) : value;
  }

  private static Object attribute(Rendering rendering, Object value, Arguments arguments) {
    String name = Values.text(arguments.bind("attr", 1, "name").get(0)).string();
    return Attributes.ofType(value, name);
  }

  private static Object length(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("length", 0);
    if (value instanceof Text text) {
      rendering.meter().chars(text.chars());
    }
    return (long) Values.size(value);
  }
}
