package dev.bantam.tokenizer.chat;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values that can be gone through once, as filters like map and select give them. They are made
 * when the first is asked for, so that faults show no earlier than in Jinja.
 */
final class Generator implements Iterator<Object> {
  private @Nullable Supplier<List<Object>> source;
  private Iterator<Object> rest = List.of().iterator();

  Generator(Supplier<List<Object>> source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    Supplier<List<Object>> values = source;
    if (values != null) {
      source = null;
      rest = values.get().iterator();
    }
    return rest.hasNext();
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return rest.next();
  }
}
