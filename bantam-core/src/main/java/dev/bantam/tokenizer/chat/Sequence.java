package dev.bantam.tokenizer.chat;

import java.util.Collections;
import java.util.List;

/** An immutable run of values: a list, a tuple, a range, or a view of a {@link Dict}. */
final class Sequence {
  enum Kind {
    LIST("list"),
    TUPLE("tuple"),
    RANGE("range"),
    /** A tuple of what a group has in common and the list of its members. */
    GROUP("tuple"),
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }
  }

  private final Kind kind;
  private final List<Object> items;
  private final int depth;

  private Sequence(Kind kind, List<Object> items) {
    this.kind = kind;
    this.items = Collections.unmodifiableList(items);
    this.depth = kind == Kind.RANGE ? 1 : Values.depthAbove(items);
  }

  /** The items are not copied: the caller hands them over. */
  static Sequence of(Kind kind, List<Object> items) {
    return new Sequence(kind, items);
  }

  static Sequence list(List<Object> items) {
    return new Sequence(Kind.LIST, items);
  }

  static Sequence tuple(List<Object> items) {
    return new Sequence(Kind.TUPLE, items);
  }

  static Sequence tuple(Object... items) {
    return new Sequence(Kind.TUPLE, List.of(items));
  }

  Kind kind() {
    return kind;
  }

  List<Object> items() {
    return items;
  }

  int size() {
    return items.size();
  }

  /** Levels of containers, this one included. */
  int depth() {
    return depth;
  }

  boolean hasPositions() {
    return switch (kind) {
      case LIST, TUPLE, RANGE, GROUP -> true;
      case KEYS, VALUES, ITEMS -> false;
    };
  }
}
