package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.List;

/** {@code value[from:to:step]}, as Python takes slices of strings, lists and tuples. */
final class Slices {
  private Slices() {}

  static Object slice(Meter meter, Object value, Object from, Object to, Object step) {
    return switch (value) {
      case Text text -> text(meter, text, from, to, step);
      case Sequence sequence when sequence.hasPositions() -> {
        Bounds bounds = bounds(sequence.size(), from, to, step);
        meter.steps(bounds.count);
        List<Object> items = new ArrayList<>(bounds.count);
        for (int i = 0; i < bounds.count; i++) {
          items.add(sequence.items().get(bounds.at(i)));
        }
        yield Sequence.of(sequence.kind(), items);
      }
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new TemplateException("'" + Values.typeName(value) + "' object cannot be sliced");
    };
  }

  private static Text text(Meter meter, Text text, Object from, Object to, Object step) {
    meter.chars(text.chars());
    Bounds bounds = bounds(text.length(), from, to, step);
    if (bounds.step == 1) {
      int begin = text.offset(bounds.first);
      return text.slice(begin, text.offset(bounds.first + bounds.count));
    }
    TextBuilder out = new TextBuilder(meter);
    List<Object> characters = Values.list(meter, text);
    for (int i = 0; i < bounds.count; i++) {
      out.append((Text) characters.get(bounds.at(i)));
    }
    return out.text().asMarkup(text.isMarkup());
  }

  private record Bounds(int first, int count, int step) {
    int at(int index) {
      return first + index * step;
    }
  }

  /** As Python's {@code slice.indices}. */
  private static Bounds bounds(int size, Object from, Object to, Object step) {
    int by = step == None.NONE ? 1 : Values.clamped(step);
    if (by == 0) {
      throw new TemplateException("slice step cannot be zero");
    }
    by = Math.max(by, -Integer.MAX_VALUE);
    int lowest = by > 0 ? 0 : -1;
    int highest = by > 0 ? size : size - 1;
    int first = from == None.NONE ? (by > 0 ? 0 : highest) : bound(from, size, lowest, highest);
    int end = to == None.NONE ? (by > 0 ? size : -1) : bound(to, size, lowest, highest);
    long span = by > 0 ? (long) end - first : (long) first - end;
    long count = span <= 0 ? 0 : (span - 1) / Math.abs(by) + 1;
    return new Bounds(count == 0 ? 0 : first, (int) count, by);
  }

  private static int bound(Object value, int size, int lowest, int highest) {
    long index = Values.clamped(value);
    return Math.clamp(index < 0 ? index + size : index, lowest, highest);
  }
}
