package dev.bantam.tokenizer.chat;

import dev.bantam.tokenizer.chat.Expression.CallArguments;
import dev.bantam.tokenizer.chat.Expression.FilterCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes expressions. */
final class Evaluator {
  private final Rendering rendering;
  private final Meter meter;

  Evaluator(Rendering rendering) {
    this.rendering = rendering;
    this.meter = rendering.meter();
  }

  Object evaluate(Expression expression, Scope scope) {
    meter.enter();
    Object value =
        switch (expression) {
          case Expression.Constant constant -> constant.value();
          case Expression.Name name -> name(name.name(), scope);
          case Expression.Attribute attribute ->
              Attributes.attribute(evaluate(attribute.owner(), scope), attribute.name());
          case Expression.Item item ->
              Attributes.item(meter, evaluate(item.owner(), scope), evaluate(item.key(), scope));
          case Expression.Slice slice -> slice(slice, scope);
          case Expression.Call call ->
              call(evaluate(call.callee(), scope), arguments(call.arguments(), scope));
          case Expression.Filtered filtered ->
              filter(evaluate(filtered.value(), scope), filtered.filter(), scope);
          case Expression.Tested tested -> test(tested, scope);
          case Expression.Not not -> !Values.isTrue(evaluate(not.value(), scope));
          case Expression.Sign sign ->
              Arithmetic.sign(sign.negative(), evaluate(sign.value(), scope));
          case Expression.Binary binary ->
              Arithmetic.apply(
                  rendering,
                  binary.operator(),
                  evaluate(binary.left(), scope),
                  evaluate(binary.right(), scope));
          case Expression.Concat concat -> concat(concat, scope);
          case Expression.Comparison comparison -> compare(comparison, scope);
          case Expression.And and -> {
            Object left = evaluate(and.left(), scope);
            yield Values.isTrue(left) ? evaluate(and.right(), scope) : left;
          }
          case Expression.Or or -> {
            Object left = evaluate(or.left(), scope);
            yield Values.isTrue(left) ? left : evaluate(or.right(), scope);
          }
          case Expression.Conditional conditional -> conditional(conditional, scope);
          case Expression.Items items ->
              Sequence.of(items.kind(), evaluateAll(items.items(), scope));
          case Expression.Entries entries -> entries(entries, scope);
        };
    meter.leave();
    return value;
  }

  private static Object name(String name, Scope scope) {
    Object value = scope.get(name);
    if (value == null) {
      value = Globals.get(name);
    }
    return value == null ? Undefined.name(name) : value;
  }

  private List<Object> evaluateAll(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Object entries(Expression.Entries entries, Scope scope) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.keys().size(); i++) {
      Object key = evaluate(entries.keys().get(i), scope);
      Dict.put(map, key, evaluate(entries.values().get(i), scope));
    }
    return new Dict(map);
  }

  private Object slice(Expression.Slice slice, Scope scope) {
    Object owner = evaluate(slice.owner(), scope);
    return Slices.slice(
        meter,
        owner,
        optional(slice.from(), scope),
        optional(slice.to(), scope),
        optional(slice.step(), scope));
  }

  private Object optional(@Nullable Expression expression, Scope scope) {
    return expression == null ? None.NONE : evaluate(expression, scope);
  }

  private Object concat(Expression.Concat concat, Scope scope) {
    TextBuilder out = rendering.builder();
    for (Object part : evaluateAll(concat.parts(), scope)) {
      out.append(Printer.str(meter, part));
    }
    return out.text();
  }

  private Object conditional(Expression.Conditional conditional, Scope scope) {
    if (Values.isTrue(evaluate(conditional.test(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    Expression otherwise = conditional.otherwise();
    return otherwise == null
        ? new Undefined("the inline if is false and has no else")
        : evaluate(otherwise, scope);
  }

  private Object compare(Expression.Comparison comparison, Scope scope) {
    Object left = evaluate(comparison.first(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Object right = evaluate(comparison.operands().get(i), scope);
      if (!holds(meter, comparison.operators().get(i), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  /** Whether a comparison of two values is true. */
  static boolean holds(Meter meter, String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.equal(meter, left, right);
      case "!=" -> !Values.equal(meter, left, right);
      case "in" -> Values.contains(meter, right, left);
      case "not in" -> !Values.contains(meter, right, left);
      default -> ordered(meter, operator, left, right);
    };
  }

  private static boolean ordered(Meter meter, String operator, Object left, Object right) {
    int order = Values.compare(meter, left, right, operator);
    if (Values.isNaN(left) || Values.isNaN(right)) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  Arguments arguments(CallArguments written, Scope scope) {
    List<Object> positional = evaluateAll(written.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    written.named().forEach((name, value) -> named.put(name, evaluate(value, scope)));
    if (written.positions() != null) {
      Iterator<Object> more = Values.iterate(meter, evaluate(written.positions(), scope));
      while (more.hasNext()) {
        meter.step();
        positional.add(more.next());
      }
    }
    if (written.names() != null) {
      Dict more = Values.dict(evaluate(written.names(), scope));
      for (Map.Entry<Object, Object> entry : more.entries().entrySet()) {
        if (named.put(Values.text(entry.getKey()).string(), entry.getValue()) != null) {
          throw new TemplateException("multiple values for argument '" + entry.getKey() + "'");
        }
      }
    }
    return new Arguments(positional, named);
  }

  Object call(Object callee, Arguments arguments) {
    return switch (callee) {
      case Function function -> function.call(rendering, arguments);
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new TemplateException("'" + Values.typeName(callee) + "' object is not callable");
    };
  }

  Object filter(Object value, FilterCall filter, Scope scope) {
    return Filters.apply(rendering, filter.name(), value, arguments(filter.arguments(), scope));
  }

  private Object test(Expression.Tested tested, Scope scope) {
    Object value = evaluate(tested.value(), scope);
    return Tests.apply(rendering, tested.test(), value, arguments(tested.arguments(), scope));
  }
}
