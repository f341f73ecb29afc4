package dev.bantam.generate.constrain;

import java.util.Map;

/** A JSON schema as rules. */
final class JsonSchema {
  JsonSchema(Map<String, ?> schema) {}

  Rule root() {
    return JsonRules.object();
  }
}
