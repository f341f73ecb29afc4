package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code value.name} and {@code value[key]} as Jinja's immutable sandbox looks them up: methods
 * come from fixed tables, and what would change a value or reach into Python is unsafe.
 */
final class Attributes {
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private Attributes() {}

  /** {@code owner.name}: the attribute, else the item of that name. */
  static Object attribute(Object owner, String name) {
    if (owner instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Object attribute = own(owner, name);
    if (attribute == null && owner instanceof Dict dict) {
      attribute = dict.get(name);
    }
    return attribute == null ? Undefined.attribute(owner, name) : attribute;
  }

  /** The attribute, but not an item. */
  static Object ofType(Object owner, String name) {
    if (owner instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Object attribute = own(owner, name);
    return attribute == null ? Undefined.attribute(owner, name) : attribute;
  }

  /** {@code owner[key]}: the item, else for a string the attribute of that name. */
  static Object item(Meter meter, Object owner, Object key) {
    Object item =
        switch (owner) {
          case Undefined undefined -> throw undefined.failure();
          case Dict dict -> key instanceof Sequence || key instanceof Dict ? null : dict.get(key);
          case Sequence sequence when sequence.hasPositions() && Values.isInteger(key) -> {
            int index = position(key, sequence.size());
            yield index < 0 ? null : sequence.items().get(index);
          }
          case Text text when Values.isInteger(key) -> character(meter, text, key);
          default -> null;
        };
    if (item == null && key instanceof Text name) {
      Object attribute = own(owner, name.string());
      return attribute == null ? Undefined.attribute(owner, name.string()) : attribute;
    }
    return item == null ? Undefined.element(owner, Printer.repr(meter, key).string()) : item;
  }

  private static @Nullable Text character(Meter meter, Text text, Object key) {
    if (!text.isNarrow()) {
      meter.chars(text.chars());
    }
    int index = position(key, text.length());
    return index < 0 ? null : text.slice(text.offset(index), text.offset(index + 1));
  }

  /** An index from the front, or -1 where it is out of range. */
  private static int position(Object key, int size) {
    long index = Values.integer(key);
    long front = index < 0 ? index + size : index;
    return front >= 0 && front < size ? (int) front : -1;
  }

  /** An attribute that the value has by its type; null where there is none. */
  private static @Nullable Object own(Object owner, String name) {
    if (name.startsWith("__") && name.endsWith("__")) {
      return Undefined.unsafe(owner, name);
    }
    return switch (owner) {
      case Text text -> TextMethods.bind(text, name);
      case Dict dict -> dict(dict, name);
      case Sequence sequence -> sequence(sequence, name);
      case Namespace namespace -> namespace.attributes().get(Text.template(name));
      case Loop loop -> loop.attribute(name);
      case Cycler cycler -> cycler.attribute(name);
      case Macro macro -> macro.attribute(name);
      default -> null;
    };
  }

  private static @Nullable Object dict(Dict dict, String name) {
    if (DICT_CHANGES.contains(name)) {
      return Undefined.unsafe(dict, name);
    }
    return switch (name) {
      case "items" -> view(name, dict.items());
      case "keys" -> view(name, dict.keys());
      case "values" -> view(name, dict.values());
      case "copy" -> view(name, dict);
      case "get" ->
          (Function)
              (_, arguments) -> {
                Arguments.Bound bound = arguments.bind("get", 1, "key", "default");
                Object value = dict.find(bound.get(0));
                return value == null ? bound.get(1, None.NONE) : value;
              };
      default -> null;
    };
  }

  private static Function view(String name, Object result) {
    return (rendering, arguments) -> {
      arguments.bind(name, 0);
      if (result instanceof Sequence sequence) {
        rendering.meter().steps(sequence.size());
      }
      return result;
    };
  }

  private static @Nullable Object sequence(Sequence sequence, String name) {
    boolean list = sequence.kind() == Sequence.Kind.LIST;
    if (list && LIST_CHANGES.contains(name)) {
      return Undefined.unsafe(sequence, name);
    }
    if (sequence.kind() == Sequence.Kind.GROUP && name.equals("grouper")) {
      return sequence.items().getFirst();
    }
    if (sequence.kind() == Sequence.Kind.GROUP && name.equals("list")) {
      return sequence.items().getLast();
    }
    if (!sequence.hasPositions()) {
      return null;
    }
    return switch (name) {
      case "index" -> (Function) (rendering, arguments) -> index(rendering, sequence, arguments);
      case "count" -> (Function) (rendering, arguments) -> count(rendering, sequence, arguments);
      case "copy" -> list ? view(name, Sequence.list(new ArrayList<>(sequence.items()))) : null;
      default -> null;
    };
  }

  private static Object index(Rendering rendering, Sequence sequence, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("index", 1, "value", "start", "stop");
    List<Object> items = sequence.items();
    int size = items.size();
    long from = bound.integer(1, 0);
    long to = bound.integer(2, size);
    from = Math.max(0, from < 0 ? from + size : from);
    to = Math.min(size, to < 0 ? to + size : to);
    for (long i = from; i < to; i++) {
      if (Values.equal(rendering.meter(), items.get((int) i), bound.get(0))) {
        return i;
      }
    }
    throw new TemplateException("the value is not in the list");
  }

  private static Object count(Rendering rendering, Sequence sequence, Arguments arguments) {
    Object wanted = arguments.bind("count", 1, "value").get(0);
    long count = 0;
    for (Object item : sequence.items()) {
      count += Values.equal(rendering.meter(), item, wanted) ? 1 : 0;
    }
    return count;
  }
}
