package dev.bantam.tokenizer.chat;

import dev.bantam.format.Limits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What every value of the language can do, as in Python. Values are {@link None}, {@link Boolean},
 * {@link Long}, {@link Double}, {@link Text}, {@link Sequence}, {@link Dict}, {@link Generator},
 * {@link Namespace}, {@link Undefined}, {@link Loop}, {@link Cycler} and {@link Function}.
 */
final class Values {
  private Values() {}

  static String typeName(Object value) {
    return switch (value) {
      case None _ -> "NoneType";
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case Double _ -> "float";
      case Text _ -> "str";
      case Sequence sequence -> sequence.kind().typeName;
      case Dict _ -> "dict";
      case Generator _ -> "generator";
      case Namespace _ -> "Namespace";
      case Undefined _ -> "Undefined";
      case Loop _ -> "LoopContext";
      case Cycler _ -> "Cycler";
      case Macro _ -> "Macro";
      default -> "function";
    };
  }

  /** As messages about missing attributes name a value. */
  static String describeType(Object value) {
    return value == None.NONE ? "None" : typeName(value) + " object";
  }

  static boolean isTrue(Object value) {
    return switch (value) {
      case None _ -> false;
      case Boolean truth -> truth;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case Text text -> !text.isEmpty();
      case Sequence sequence -> sequence.size() > 0;
      case Dict dict -> dict.size() > 0;
      case Undefined _ -> false;
      default -> true;
    };
  }

  /** Whether the value has a type of numbers; truth values have, as in Python. */
  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static long integer(Object value) {
    return switch (value) {
      case Long number -> number;
      case Boolean truth -> truth ? 1 : 0;
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new TemplateException(
              "'" + typeName(value) + "' object cannot be interpreted as an integer");
    };
  }

  /** As {@link #integer}, brought into the range of an int. */
  static int clamped(Object value) {
    return Math.clamp(integer(value), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static double real(Object value) {
    return value instanceof Double number ? number : integer(value);
  }

  static Text text(Object value) {
    return switch (value) {
      case Text text -> text;
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new TemplateException("expected str instance, " + typeName(value) + " found");
    };
  }

  static Dict dict(Object value) {
    return switch (value) {
      case Dict dict -> dict;
      case Undefined undefined -> throw undefined.failure();
      default -> throw new TemplateException("a mapping is needed, not " + typeName(value));
    };
  }

  /** How many levels of containers lie under a container of these. */
  static int depthAbove(Collection<Object> items) {
    int depth = 0;
    for (Object item : items) {
      int below =
          switch (item) {
            case Sequence sequence -> sequence.depth();
            case Dict dict -> dict.depth();
            default -> 0;
          };
      depth = Math.max(depth, below);
    }
    if (depth >= Limits.TEMPLATE_DEPTH) {
      throw new TemplateException("nests values deeper than " + Limits.TEMPLATE_DEPTH);
    }
    return depth + 1;
  }

  static int size(Object value) {
    return switch (value) {
      case Text text -> text.length();
      case Sequence sequence -> sequence.size();
      case Dict dict -> dict.size();
      case Undefined _ -> 0;
      case Loop loop -> loop.length();
      default ->
          throw new TemplateException("object of type '" + typeName(value) + "' has no len()");
    };
  }

  static boolean isIterable(Object value) {
    return value instanceof Text
        || value instanceof Sequence
        || value instanceof Dict
        || value instanceof Generator
        || value instanceof Undefined
        || value instanceof Loop;
  }

  static Iterator<Object> iterate(Meter meter, Object value) {
    return switch (value) {
      case Text text -> characters(meter, text).iterator();
      case Sequence sequence -> sequence.items().iterator();
      case Dict dict -> dict.entries().keySet().iterator();
      case Generator generator -> generator;
      case Undefined _ -> List.of().iterator();
      case Loop loop -> loop;
      default -> throw new TemplateException("'" + typeName(value) + "' object is not iterable");
    };
  }

  /** What a value holds, as a list that the caller may change. */
  static List<Object> list(Meter meter, Object value) {
    List<Object> list = new ArrayList<>();
    for (Iterator<Object> items = iterate(meter, value); items.hasNext(); ) {
      meter.step();
      list.add(items.next());
    }
    return list;
  }

  private static List<Object> characters(Meter meter, Text text) {
    meter.steps(text.chars());
    List<Object> characters = new ArrayList<>(text.chars());
    for (int at = 0; at < text.chars(); ) {
      int end = text.string().offsetByCodePoints(at, 1);
      characters.add(text.slice(at, end));
      at = end;
    }
    return characters;
  }

  static boolean equal(Meter meter, Object a, Object b) {
    meter.step();
    if (isNumber(a) && isNumber(b)) {
      return !isNaN(a) && !isNaN(b) && compareNumbers(a, b) == 0;
    }
    return switch (a) {
      case Text text -> {
        meter.chars(text.chars());
        yield text.equals(b);
      }
      case Sequence left ->
          b instanceof Sequence right && left.kind() == right.kind() && equal(meter, left, right);
      case Dict left -> b instanceof Dict right && equal(meter, left, right);
      case Undefined _ -> b instanceof Undefined;
      default -> a.equals(b);
    };
  }

  private static boolean equal(Meter meter, Sequence a, Sequence b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(meter, a.items().get(i), b.items().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Meter meter, Dict a, Dict b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<Object, Object> entry : a.entries().entrySet()) {
      Object other = b.get(entry.getKey());
      if (other == null || !equal(meter, entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Negative, zero or positive; not-a-number counts as equal to nothing, which callers ask first.
   *
   * @param operator for messages
   */
  static int compare(Meter meter, Object a, Object b, String operator) {
    meter.step();
    if (isNumber(a) && isNumber(b)) {
      return compareNumbers(a, b);
    }
    if (a instanceof Text left && b instanceof Text right) {
      meter.chars(Math.min(left.chars(), right.chars()));
      return left.compareTo(right);
    }
    if (a instanceof Sequence left
        && b instanceof Sequence right
        && left.kind() == right.kind()
        && (left.kind() == Sequence.Kind.LIST || left.kind() == Sequence.Kind.TUPLE)) {
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!equal(meter, left.items().get(i), right.items().get(i))) {
          return compare(meter, left.items().get(i), right.items().get(i), operator);
        }
      }
      return Integer.compare(left.size(), right.size());
    }
    if (a instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new TemplateException(
        "'"
            + operator
            + "' not supported between instances of '"
            + typeName(a)
            + "' and '"
            + typeName(b)
            + "'");
  }

  private static int compareNumbers(Object a, Object b) {
    if (isInteger(a) && isInteger(b)) {
      return Long.compare(integer(a), integer(b));
    }
    double left = real(a);
    double right = real(b);
    boolean exact = isInteger(a) != isInteger(b) && left == right;
    if (exact && Math.abs(left) >= 0x1p53) { // a long that rounding made equal may not be so
      return exact(a).compareTo(exact(b));
    }
    return Double.compare(left + 0.0, right + 0.0);
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double real ? new BigDecimal(real) : new BigDecimal(integer(number));
  }

  static boolean contains(Meter meter, Object container, Object value) {
    return switch (container) {
      case Text text -> {
        if (!(value instanceof Text part)) {
          throw new TemplateException(
              "'in <string>' requires string as left operand, not " + typeName(value));
        }
        meter.search(text.chars(), part.chars());
        yield text.string().contains(part.string());
      }
      case Dict dict -> dict.find(value) != null;
      default -> {
        if (!isIterable(container)) {
          throw new TemplateException(
              "argument of type '" + typeName(container) + "' is not iterable");
        }
        for (Iterator<Object> items = iterate(meter, container); items.hasNext(); ) {
          if (equal(meter, items.next(), value)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }
}
