package dev.bantam.model.adapter;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.model.huggingface.Origins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What adapter_config.json says of how factors are applied.
 *
 * @param alpha {@code lora_alpha}
 * @param alphas {@code alpha_pattern}: other alphas by the module's name or its end
 * @param rankStabilised whether alpha is divided by the root of the rank (arXiv 2312.03732)
 * @param dora whether there are magnitudes
 * @param dropout {@code lora_dropout}, for training on
 */
record PeftConfig(
    String source,
    double alpha,
    Map<String, Double> alphas,
    boolean rankStabilised,
    boolean dora,
    float dropout) {
  /** Settings whose effect is not in the factors, and the values that have none. */
  private static final Map<String, Object> WITHOUT_EFFECT =
      Map.of(
          "bias", "none",
          "lora_bias", false,
          "use_qalora", false);

  private static final List<String> UNREAD =
      List.of("modules_to_save", "layer_replication", "alora_invocation_tokens", "megatron_config");

  /** An alpha within this part of a whole number is written as that. */
  private static final double ROUNDING = 1e-6;

  static PeftConfig read(Path file) throws IOException {
    Map<String, Object> json = Json.readObject(file);
    if (!"LORA".equals(json.get("peft_type"))) {
      throw new MalformedFileException(
          file, -1, "peft_type is " + json.get("peft_type") + "; only LORA is read");
    }
    for (Map.Entry<String, Object> setting : WITHOUT_EFFECT.entrySet()) {
      Object value = json.get(setting.getKey());
      if (value != null && !value.equals(setting.getValue())) {
        throw unread(file, setting.getKey(), value);
      }
    }
    for (String key : UNREAD) {
      Object value = json.get(key);
      if (value != null && !(value instanceof Collection<?> c && c.isEmpty())) {
        throw unread(file, key, value);
      }
    }
    if (!(json.get("lora_alpha") instanceof Number alpha)) {
      throw new MalformedFileException(
          file, -1, "'lora_alpha' should be a number and is " + json.get("lora_alpha"));
    }
    Map<String, Double> alphas = new TreeMap<>();
    if (json.get("alpha_pattern") instanceof Map<?, ?> pattern) {
      for (Map.Entry<?, ?> entry : pattern.entrySet()) {
        if (!(entry.getValue() instanceof Number own) || !isName((String) entry.getKey())) {
          throw unread(file, "alpha_pattern", pattern);
        }
        alphas.put((String) entry.getKey(), own.doubleValue());
      }
    }
    return new PeftConfig(
        file.toString(),
        alpha.doubleValue(),
        alphas,
        Boolean.TRUE.equals(json.get("use_rslora")),
        Boolean.TRUE.equals(json.get("use_dora")),
        json.get("lora_dropout") instanceof Number dropout ? dropout.floatValue() : 0);
  }

  private static MalformedFileException unread(Path file, String key, Object value) {
    return new MalformedFileException(
        file,
        -1,
        "'%s' is %s, which Bantam does not apply; merge this adapter with PEFT"
            .formatted(key, value));
  }

  /** Whether a pattern is no more than a module's name: patterns in general are not run. */
  private static boolean isName(String pattern) {
    return pattern
        .chars()
        .allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
  }

  /** By what B A is multiplied. */
  float scale(String module, int rank) {
    double own = alpha;
    for (Map.Entry<String, Double> entry : alphas.entrySet()) {
      if (module.equals(entry.getKey()) || module.endsWith("." + entry.getKey())) {
        own = entry.getValue();
      }
    }
    return (float) (own / (rankStabilised ? Math.sqrt(rank) : rank));
  }

  /** The configuration of an adapter of these modules. */
  static Map<String, Object> of(Map<String, Change> modules, Origins origins, String baseName) {
    Change first = modules.values().iterator().next();
    Object alpha = alpha(first);
    Map<String, Object> ranks = new LinkedHashMap<>();
    Map<String, Object> alphas = new LinkedHashMap<>();
    modules.forEach(
        (module, change) -> {
          if (change.rank() != first.rank()) {
            ranks.put(module, (long) change.rank());
          }
          if (!alpha(change).equals(alpha)) {
            alphas.put(module, alpha(change));
          }
        });
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("task_type", origins.hasHead() ? "CAUSAL_LM" : "FEATURE_EXTRACTION");
    config.put("base_model_name_or_path", baseName);
    config.put("r", (long) first.rank());
    config.put("lora_alpha", alpha);
    config.put("lora_dropout", Double.parseDouble(Float.toString(first.dropout())));
    config.put("target_modules", targets(modules.keySet(), origins.modules().keySet()));
    config.put("rank_pattern", ranks);
    config.put("alpha_pattern", alphas);
    config.put("use_rslora", false);
    config.put("use_dora", first.magnitude() != null);
    config.put("bias", "none");
    config.put("fan_in_fan_out", origins.transposed());
    config.put("init_lora_weights", true);
    config.put("inference_mode", true);
    return config;
  }

  /** The alpha that divided by the rank gives the scale: a whole number where it is meant to be. */
  private static Object alpha(Change change) {
    double alpha = (double) change.scale() * change.rank();
    long whole = Math.round(alpha);
    return Math.abs(alpha - whole) <= ROUNDING * alpha ? (Object) whole : (Object) alpha;
  }

  /**
   * The shortest ends of names that mean just these modules: PEFT takes every module whose name
   * ends with one.
   */
  private static List<String> targets(Set<String> changed, Set<String> all) {
    Set<String> targets = new TreeSet<>();
    for (String module : changed) {
      String shortest = module;
      for (String end : ends(module)) {
        Set<String> meant = new HashSet<>(all);
        meant.removeIf(name -> !name.equals(end) && !name.endsWith("." + end));
        if (changed.containsAll(meant)) {
          shortest = end;
          break;
        }
      }
      targets.add(shortest);
    }
    return new ArrayList<>(targets);
  }

  /** The last part of a name, the last two, ... up to what stands after a block's number. */
  private static List<String> ends(String module) {
    List<String> ends = new ArrayList<>();
    for (int dot = module.lastIndexOf('.'); dot > 0; dot = module.lastIndexOf('.', dot - 1)) {
      if (Character.isDigit(module.charAt(dot + 1))) {
        break;
      }
      ends.add(module.substring(dot + 1));
    }
    return ends;
  }
}
