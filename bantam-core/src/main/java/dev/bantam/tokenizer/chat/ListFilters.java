package dev.bantam.tokenizer.chat;

import dev.bantam.tokenizer.chat.Expression.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters of sequences and mappings. */
final class ListFilters {
  static final Map<String, Filters.Filter> FILTERS = new HashMap<>();

  static {
    FILTERS.put("list", ListFilters::list);
    FILTERS.put("first", ListFilters::first);
    FILTERS.put("last", ListFilters::last);
    FILTERS.put("reverse", ListFilters::reverse);
    FILTERS.put("items", ListFilters::items);
    FILTERS.put("dictsort", ListFilters::sortDict);
    FILTERS.put("sort", ListFilters::sort);
    FILTERS.put("min", (r, value, arguments) -> extreme(r, value, arguments, "min"));
    FILTERS.put("max", (r, value, arguments) -> extreme(r, value, arguments, "max"));
    FILTERS.put("unique", ListFilters::unique);
    FILTERS.put("groupby", ListFilters::group);
    FILTERS.put("sum", ListFilters::sum);
    FILTERS.put("batch", ListFilters::batch);
    FILTERS.put("slice", ListFilters::slice);
  }

  private ListFilters() {}

  private static Object list(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("list", 0);
    return Sequence.list(Values.list(rendering.meter(), value));
  }

  private static Object first(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("first", 0);
    Iterator<Object> items = Values.iterate(rendering.meter(), value);
    return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
  }

  private static List<Object> reversible(Rendering rendering, Object value) {
    if (value instanceof Generator) {
      throw new TemplateException("'generator' object is not reversible");
    }
    return Values.list(rendering.meter(), value);
  }

  private static Object last(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("last", 0);
    List<Object> items = reversible(rendering, value);
    return items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast();
  }

  private static Object reverse(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("reverse", 0);
    if (value instanceof Text) {
      return Slices.slice(rendering.meter(), value, None.NONE, None.NONE, -1L);
    }
    List<Object> items = Values.list(rendering.meter(), value);
    Collections.reverse(items);
    return value instanceof Generator ? Sequence.list(items) : new Generator(() -> items);
  }

  private static Object items(Rendering rendering, Object value, Arguments arguments) {
    arguments.bind("items", 0);
    return new Generator(
        () -> {
          if (value instanceof Undefined) {
            return List.of();
          }
          if (!(value instanceof Dict dict)) {
            throw new TemplateException("Can only get item pairs from a mapping.");
          }
          rendering.meter().steps(dict.size());
          return dict.pairs();
        });
  }

  private static Object sortDict(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    String by = bound.text(1, Text.template("key")).string();
    if (!by.equals("key") && !by.equals("value")) {
      throw new TemplateException("You can only sort by either \"key\" or \"value\"");
    }
    List<Object> pairs = Values.dict(value).pairs();
    rendering.meter().steps(pairs.size());
    Object path = by.equals("key") ? 0L : 1L;
    Comparator<Object> order = order(rendering, path, bound.flag(0), bound.flag(2));
    pairs.sort(order);
    return Sequence.list(pairs);
  }

  /** What an item is sorted or told apart by: an attribute, in lower case unless case matters. */
  private static Object key(Meter meter, Object item, Object path, boolean caseMatters) {
    Object key = SelectionFilters.path(meter, item, path);
    if (key instanceof Text text && !caseMatters) {
      meter.chars(text.chars());
      return TextCasing.lower(text);
    }
    return key;
  }

  private static Comparator<Object> order(
      Rendering rendering, Object path, boolean caseMatters, boolean reversed) {
    Meter meter = rendering.meter();
    Comparator<Object> order =
        (a, b) ->
            Values.compare(
                meter, key(meter, a, path, caseMatters), key(meter, b, path, caseMatters), "<");
    return reversed ? order.reversed() : order;
  }

  /** As {@link #order}, but what is equal needs no order. */
  private static Comparator<Object> lenient(
      Rendering rendering, Object path, boolean caseMatters, boolean reversed) {
    Meter meter = rendering.meter();
    Comparator<Object> order = order(rendering, path, caseMatters, reversed);
    return (a, b) ->
        Values.equal(meter, key(meter, a, path, caseMatters), key(meter, b, path, caseMatters))
            ? 0
            : order.compare(a, b);
  }

  private static Object sort(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    List<Object> items = Values.list(rendering.meter(), value);
    Object path = bound.get(2, None.NONE);
    boolean caseMatters = bound.flag(1);
    boolean reversed = bound.flag(0);
    if (!(path instanceof Text paths)) {
      items.sort(lenient(rendering, path, caseMatters, reversed));
      return Sequence.list(items);
    }
    Comparator<Object> order = (_, _) -> 0;
    for (String part : Chars.parts(paths.string(), ',')) {
      order = order.thenComparing(lenient(rendering, Text.template(part), caseMatters, reversed));
    }
    items.sort(order);
    return Sequence.list(items);
  }

  private static Object extreme(
      Rendering rendering, Object value, Arguments arguments, String name) {
    Arguments.Bound bound = arguments.bind(name, 0, "case_sensitive", "attribute");
    Comparator<Object> order = order(rendering, bound.get(1, None.NONE), bound.flag(0), false);
    Object best = null;
    for (Object item : Values.list(rendering.meter(), value)) {
      int against = best == null ? 0 : order.compare(item, best);
      boolean better = name.equals("max") ? against > 0 : against < 0;
      best = best == null || better ? item : best;
    }
    return best == null ? new Undefined("No aggregated item, sequence was empty.") : best;
  }

  private static Object unique(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("unique", 0, "case_sensitive", "attribute");
    Meter meter = rendering.meter();
    Object path = bound.get(1, None.NONE);
    return new Generator(
        () -> {
          Map<Object, Object> seen = new HashMap<>();
          List<Object> kept = Values.list(meter, value);
          kept.removeIf(
              item -> {
                int before = seen.size();
                Dict.put(seen, key(meter, item, path, bound.flag(0)), item);
                return seen.size() == before;
              });
          return kept;
        });
  }

  private static Object group(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
    Meter meter = rendering.meter();
    List<Object> keyed = new ArrayList<>();
    for (Object item : Values.list(meter, value)) {
      Object otherwise = bound.get(1, None.NONE);
      Object key = SelectionFilters.path(meter, item, bound.get(0), otherwise);
      keyed.add(Sequence.tuple(key, item));
    }
    keyed.sort(order(rendering, 0L, bound.flag(2), false));
    List<Object> groups = new ArrayList<>();
    for (int from = 0; from < keyed.size(); ) {
      Object first = keyed.get(from);
      Object common = key(meter, first, 0L, bound.flag(2));
      List<Object> members = new ArrayList<>();
      while (from < keyed.size()
          && Values.equal(meter, common, key(meter, keyed.get(from), 0L, bound.flag(2)))) {
        members.add(((Sequence) keyed.get(from++)).items().getLast());
      }
      Object grouper = ((Sequence) first).items().getFirst();
      groups.add(Sequence.of(Sequence.Kind.GROUP, List.of(grouper, Sequence.list(members))));
    }
    return Sequence.list(groups);
  }

  private static Object sum(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sum", 0, "attribute", "start");
    Object sum = bound.get(1, 0L);
    if (sum instanceof Text) {
      throw new TemplateException("sum() can't sum strings");
    }
    for (Object item : Values.list(rendering.meter(), value)) {
      Object part = SelectionFilters.path(rendering.meter(), item, bound.get(0, None.NONE));
      sum = Arithmetic.apply(rendering, Operator.ADD, sum, part);
    }
    return sum;
  }

  private static Object batch(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("batch", 1, "linecount", "fill_with");
    return new Generator(() -> batches(rendering, value, bound));
  }

  private static List<Object> batches(Rendering rendering, Object value, Arguments.Bound bound) {
    long size = bound.integer(0, 0);
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : Values.list(rendering.meter(), value)) {
      if (batch.size() == size) {
        batches.add(Sequence.list(batch));
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      while (bound.given(1) && batch.size() < size) {
        rendering.meter().step();
        batch.add(bound.get(1));
      }
      batches.add(Sequence.list(batch));
    }
    return batches;
  }

  private static Object slice(Rendering rendering, Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("slice", 1, "slices", "fill_with");
    return new Generator(() -> slices(rendering, value, bound));
  }

  private static List<Object> slices(Rendering rendering, Object value, Arguments.Bound bound) {
    long slices = bound.integer(0, 0);
    if (slices == 0) {
      throw new TemplateException("integer division or modulo by zero");
    }
    List<Object> items = Values.list(rendering.meter(), value);
    List<Object> all = new ArrayList<>();
    int from = 0;
    for (long i = 0; i < slices; i++) {
      rendering.meter().step();
      boolean extra = i < items.size() % slices;
      int to = from + (int) (items.size() / slices) + (extra ? 1 : 0);
      List<Object> slice = new ArrayList<>(items.subList(from, to));
      if (bound.given(1) && !extra) {
        slice.add(bound.get(1));
      }
      all.add(Sequence.list(slice));
      from = to;
    }
    return all;
  }
}
