package dev.bantam.tokenizer.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one kind of value that a template may change: attributes set with {@code set ns.name}. */
final class Namespace {
  private final Map<Object, Object> attributes;

  Namespace(Map<Object, Object> attributes) {
    this.attributes = new LinkedHashMap<>(attributes);
  }

  Map<Object, Object> attributes() {
    return attributes;
  }
}
