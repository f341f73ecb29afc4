package dev.bantam.tokenizer.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What can follow {@code is}. */
final class Tests {
  /** A test of a value, with arguments. */
  @FunctionalInterface
  private interface Test {
    boolean holds(Rendering rendering, Object value, Arguments arguments);
  }

  private static final Map<String, Test> TESTS = new HashMap<>();

  static {
    plain("defined", value -> !(value instanceof Undefined));
    plain("undefined", Undefined.class::isInstance);
    plain("none", value -> value == None.NONE);
    plain("boolean", Boolean.class::isInstance);
    plain("true", Boolean.TRUE::equals);
    plain("false", Boolean.FALSE::equals);
    plain("integer", Long.class::isInstance);
    plain("float", Double.class::isInstance);
    plain("number", Values::isNumber);
    plain("string", Text.class::isInstance);
    plain("mapping", Dict.class::isInstance);
    plain("iterable", Values::isIterable);
    plain("sequence", Tests::isSequence);
    plain("callable", value -> value instanceof Function || value instanceof Undefined);
    plain("escaped", value -> value instanceof Text text && text.isMarkup());
    plain("filter", value -> value instanceof Text text && Filters.has(text.string()));
    plain("test", value -> value instanceof Text text && has(text.string()));
    TESTS.put("lower", (r, value, _) -> TextCasing.isLower(string(r, value)));
    TESTS.put("upper", (r, value, _) -> TextCasing.isUpper(string(r, value)));
    TESTS.put("odd", (r, value, _) -> leaves(r, value, 2L, 1L));
    TESTS.put("even", (r, value, _) -> leaves(r, value, 2L, 0L));
    TESTS.put("divisibleby", (r, value, arguments) -> leaves(r, value, other(arguments), 0L));
    TESTS.put("sameas", (_, value, arguments) -> value.equals(other(arguments)));
    compare("==", "==", "eq", "equalto");
    compare("!=", "!=", "ne");
    compare("<", "<", "lt", "lessthan");
    compare("<=", "<=", "le");
    compare(">", ">", "gt", "greaterthan");
    compare(">=", ">=", "ge");
    compare("in", "in");
  }

  private Tests() {}

  private static void plain(String name, Predicate<Object> test) {
    TESTS.put(
        name,
        (_, value, arguments) -> {
          arguments.bind("the test " + name, 0);
          return test.test(value);
        });
  }

  private static void compare(String operator, String... names) {
    for (String name : List.of(names)) {
      TESTS.put(
          name,
          (rendering, value, arguments) ->
              Evaluator.holds(rendering.meter(), operator, value, other(arguments)));
    }
  }

  private static Object other(Arguments arguments) {
    return arguments.bind("the test", 1, "other").get(0);
  }

  private static String string(Rendering rendering, Object value) {
    return Printer.str(rendering.meter(), value).string();
  }

  static boolean has(String name) {
    return TESTS.containsKey(name);
  }

  static boolean apply(Rendering rendering, String name, Object value, Arguments arguments) {
    Test test = TESTS.get(name);
    if (test == null) {
      throw new TemplateException("no test named '" + name + "'");
    }
    return test.holds(rendering, value, arguments);
  }

  private static boolean isSequence(Object value) {
    return value instanceof Text
        || value instanceof Dict
        || value instanceof Undefined
        || value instanceof Sequence sequence && sequence.hasPositions();
  }

  private static boolean leaves(Rendering rendering, Object value, Object divisor, Object rest) {
    Object remainder = Arithmetic.apply(rendering, Expression.Operator.MODULO, value, divisor);
    return Values.equal(rendering.meter(), remainder, rest);
  }
}
