package dev.bantam.tokenizer.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of a call: values by position, then by name. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Object... values) {
    return new Arguments(List.of(values), Map.of());
  }

  /** All but the first positional arguments. */
  Arguments from(int first) {
    return new Arguments(positional.subList(first, positional.size()), named);
  }

  boolean isEmpty() {
    return positional.isEmpty() && named.isEmpty();
  }

  /**
   * Matches the arguments to parameters.
   *
   * @param function its name, for messages
   * @param required how many of the parameters must be given
   */
  Bound bind(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new TemplateException(
          function + "() takes " + parameters.length + " arguments but got " + positional.size());
    }
    @Nullable Object[] values = new @Nullable Object[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    for (Map.Entry<String, Object> entry : named.entrySet()) {
      int index = List.of(parameters).indexOf(entry.getKey());
      if (index < 0) {
        throw new TemplateException(
            function + "() got an unexpected keyword argument '" + entry.getKey() + "'");
      }
      if (values[index] != null) {
        throw new TemplateException(
            function + "() got multiple values for argument '" + entry.getKey() + "'");
      }
      values[index] = entry.getValue();
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw new TemplateException(function + "() misses the argument '" + parameters[i] + "'");
      }
    }
    return new Bound(values);
  }

  /** Arguments in the order of the parameters; null where one was not given. */
  static final class Bound {
    private final @Nullable Object[] values;

    private Bound(@Nullable Object[] values) {
      this.values = values;
    }

    boolean has(int index) {
      return values[index] != null;
    }

    /** As {@link #has}, and not none. */
    boolean given(int index) {
      return values[index] != null && values[index] != None.NONE;
    }

    Object get(int index) {
      Object value = values[index];
      if (value == null) {
        throw new TemplateException("an argument is missing");
      }
      return value;
    }

    Object get(int index, Object otherwise) {
      Object value = values[index];
      return value == null ? otherwise : value;
    }

    boolean flag(int index) {
      Object value = values[index];
      return value != null && Values.isTrue(value);
    }

    long integer(int index, long otherwise) {
      Object value = values[index];
      return value == null ? otherwise : Values.integer(value);
    }

    Text text(int index, Text otherwise) {
      Object value = values[index];
      return value == null ? otherwise : Values.text(value);
    }
  }
}
