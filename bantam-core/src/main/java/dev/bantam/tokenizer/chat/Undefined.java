package dev.bantam.tokenizer.chat;

/**
 * What a name, attribute or item that is not there evaluates to: prints as nothing, is false and
 * empty, and fails with its message when anything else is done with it.
 */
record Undefined(String message) {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Object owner, String name) {
    return new Undefined("'" + Values.describeType(owner) + "' has no attribute '" + name + "'");
  }

  static Undefined element(Object owner, String key) {
    return new Undefined(Values.describeType(owner) + " has no element " + key);
  }

  static Undefined unsafe(Object owner, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + Values.typeName(owner) + "' object is unsafe.");
  }

  TemplateException failure() {
    return new TemplateException(message);
  }
}
