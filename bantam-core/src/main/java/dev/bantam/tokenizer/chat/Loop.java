package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}: where a for statement stands. Looks at most one item ahead. */
final class Loop implements Iterator<Object>, Function {
  private final Meter meter;
  private final int depth0;
  private final @Nullable Function recursion;
  private Iterator<Object> rest;
  private int length;
  private int index0 = -1;
  private @Nullable Object previous;
  private @Nullable Object current;
  private @Nullable Object next;
  private @Nullable Sequence lastChanged;

  /**
   * @param length how many items there are, or -1 where that shows only at the end
   * @param recursion renders the loop's body for other items, where the loop is recursive
   */
  Loop(Meter meter, Iterator<Object> items, int length, int depth0, @Nullable Function recursion) {
    this.meter = meter;
    this.rest = items;
    this.length = length;
    this.depth0 = depth0;
    this.recursion = recursion;
  }

  @Override
  public boolean hasNext() {
    if (next == null && rest.hasNext()) {
      next = rest.next();
    }
    return next != null;
  }

  @Override
  public Object next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    index0++;
    previous = current;
    current = next;
    next = null;
    return current;
  }

  int index() {
    return index0 + 1;
  }

  int length() {
    if (length < 0) {
      List<Object> all = new ArrayList<>();
      if (next != null) {
        all.add(next);
        next = null;
      }
      while (rest.hasNext()) {
        meter.step();
        all.add(rest.next());
      }
      length = index() + all.size();
      rest = all.iterator();
    }
    return length;
  }

  /** Null where there is no such attribute. */
  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> (long) index();
      case "index0" -> (long) index0;
      case "revindex" -> (long) length() - index0;
      case "revindex0" -> (long) length() - index();
      case "first" -> index0 == 0;
      case "last" -> !hasNext();
      case "length" -> (long) length();
      case "depth" -> (long) depth0 + 1;
      case "depth0" -> (long) depth0;
      case "previtem" -> previous == null ? new Undefined("there is no previous item") : previous;
      case "nextitem" -> hasNext() && next != null ? next : new Undefined("there is no next item");
      case "cycle" -> (Function) (_, arguments) -> cycle(arguments);
      case "changed" -> (Function) (_, arguments) -> changed(arguments);
      default -> null;
    };
  }

  private Object cycle(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new TemplateException("no items for cycling given");
    }
    return arguments.positional().get(index0 % arguments.positional().size());
  }

  private boolean changed(Arguments arguments) {
    Sequence values = Sequence.tuple(new ArrayList<>(arguments.positional()));
    if (lastChanged != null && Values.equal(meter, lastChanged, values)) {
      return false;
    }
    lastChanged = values;
    return true;
  }

  int depth0() {
    return depth0;
  }

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    if (recursion == null) {
      throw new TemplateException(
          "the loop must have the 'recursive' marker to be called recursively");
    }
    return recursion.call(rendering, arguments);
  }
}
