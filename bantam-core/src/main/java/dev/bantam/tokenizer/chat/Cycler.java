package dev.bantam.tokenizer.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code cycler(a, b, ...)} makes: hands its items out in turn. */
final class Cycler {
  private final List<Object> items;
  private int position;

  Cycler(List<Object> items) {
    if (items.isEmpty()) {
      throw new TemplateException("at least one item has to be provided");
    }
    this.items = items;
  }

  /** Null where there is no such attribute. */
  @Nullable Object attribute(String name) {
    return switch (name) {
      case "current" -> items.get(position);
      case "next" -> (Function) (_, _) -> next();
      case "reset" -> (Function) (_, _) -> reset();
      default -> null;
    };
  }

  private Object next() {
    Object item = items.get(position);
    position = (position + 1) % items.size();
    return item;
  }

  private Object reset() {
    position = 0;
    return None.NONE;
  }
}
