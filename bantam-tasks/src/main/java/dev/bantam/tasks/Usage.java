package dev.bantam.tasks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a job took.
 *
 * @param promptTokens tokens that the model was given, those reused from its cache included
 * @param answerTokens tokens that it wrote
 * @param seconds of wall-clock time
 * @param wattHours that this machine used meanwhile, whatever else it did
 * @param energyMethod how that was found
 */
public record Usage(
    long promptTokens, long answerTokens, double seconds, double wattHours, String energyMethod)
    implements Described {
  /** Of nothing. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, "");

  /** As {@link #fields} wrote it. */
  public static Usage of(Map<?, ?> fields) {
    return new Usage(
        (long) number(fields, "prompt_tokens"),
        (long) number(fields, "completion_tokens"),
        number(fields, "seconds"),
        number(fields, "energy_wh"),
        fields.get("energy_method") instanceof String method ? method : "");
  }

  private static double number(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** This work's and another's. */
  public Usage plus(Usage other) {
    return new Usage(
        promptTokens + other.promptTokens,
        answerTokens + other.answerTokens,
        seconds + other.seconds,
        wattHours + other.wattHours,
        other.energyMethod.isEmpty() ? energyMethod : other.energyMethod);
  }

  /** What this work took after an earlier moment of it. */
  public Usage minus(Usage earlier) {
    return new Usage(
        promptTokens - earlier.promptTokens,
        answerTokens - earlier.answerTokens,
        seconds - earlier.seconds,
        wattHours - earlier.wattHours,
        energyMethod);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt_tokens", promptTokens);
    fields.put("completion_tokens", answerTokens);
    fields.put("seconds", rounded(seconds));
    fields.put("energy_wh", rounded(wattHours));
    fields.put("energy_method", energyMethod);
    return fields;
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(4)).doubleValue();
  }
}
