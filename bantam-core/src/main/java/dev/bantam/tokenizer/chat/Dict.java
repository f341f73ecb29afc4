package dev.bantam.tokenizer.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An immutable mapping in the order of insertion. */
final class Dict {
  private final Map<Object, Object> entries;
  private final int depth;

  /** The entries are not copied: the caller hands them over. */
  Dict(Map<Object, Object> entries) {
    this.entries = Collections.unmodifiableMap(entries);
    this.depth = Values.depthAbove(entries.values());
  }

  static Dict named(Map<String, Object> values) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    values.forEach((name, value) -> entries.put(Text.template(name), value));
    return new Dict(entries);
  }

  Map<Object, Object> entries() {
    return entries;
  }

  int size() {
    return entries.size();
  }

  /** Levels of containers, this one included. */
  int depth() {
    return depth;
  }

  @Nullable Object get(Object key) {
    return entries.get(same(entries, key));
  }

  /** As {@link #get}, but fails for a value that Python could not look up. */
  @Nullable Object find(Object key) {
    if (key instanceof Dict || key instanceof Sequence list && list.kind() == Sequence.Kind.LIST) {
      throw unhashable(key);
    }
    return get(key);
  }

  @Nullable Object get(String key) {
    return entries.get(Text.template(key));
  }

  Sequence keys() {
    return Sequence.of(Sequence.Kind.KEYS, new ArrayList<>(entries.keySet()));
  }

  Sequence values() {
    return Sequence.of(Sequence.Kind.VALUES, new ArrayList<>(entries.values()));
  }

  /** Tuples of key and value. */
  Sequence items() {
    return Sequence.of(Sequence.Kind.ITEMS, pairs());
  }

  List<Object> pairs() {
    List<Object> pairs = new ArrayList<>(entries.size());
    entries.forEach((key, value) -> pairs.add(Sequence.tuple(key, value)));
    return pairs;
  }

  /** Adds or replaces an entry. Equal numbers are one key, which stays as it was first given. */
  static void put(Map<Object, Object> entries, Object key, Object value) {
    boolean hashable = key instanceof Text || key instanceof None || Values.isNumber(key);
    if (!hashable) {
      throw unhashable(key);
    }
    entries.put(same(entries, key), value);
  }

  /** The key as the entries have it, if they do. */
  private static Object same(Map<Object, Object> entries, Object key) {
    if (!Values.isNumber(key) || entries.containsKey(key)) {
      return key;
    }
    double real = Values.real(key);
    for (Object form : List.of((long) real, real, real == 1)) {
      if (Values.real(form) == real && entries.containsKey(form)) {
        return form;
      }
    }
    return key;
  }

  private static TemplateException unhashable(Object value) {
    return new TemplateException("unhashable type: '" + Values.typeName(value) + "'");
  }
}
