package dev.bantam.generate.sample;

import java.util.List;
import java.util.Map;

/**
 * How tokens are drawn; llama.cpp's options with its defaults. Values outside their range are
 * refused with an {@link IllegalArgumentException} that names the option.
 *
 * @param temperature logits are divided by it; 0 takes the most likely token
 * @param dynamicTemperature how far the temperature moves with the entropy, up and down; 0 is off
 * @param dynamicTemperatureExponent bends the way from entropy to temperature
 * @param topK most tokens kept; 0 is off
 * @param topP probability that the kept tokens reach together; 1 is off
 * @param minP least probability, as a share of the greatest; 0 is off
 * @param typicalP locally typical sampling's mass; 1 is off
 * @param topNSigma standard deviations below the best logit that are kept; 0 or -1 is off
 * @param xtcProbability how often the top choices are excluded; 0 is off
 * @param xtcThreshold what counts as a top choice; above 0.5 is off
 * @param minKeep fewest tokens that top-p, min-p, typical and XTC leave
 * @param repeatPenalty positive logits of recent tokens are divided by it; 1 is off
 * @param frequencyPenalty subtracted for each recent occurrence; 0 is off
 * @param presencePenalty subtracted from every recent token; 0 is off
 * @param penaltyLastN how many tokens are recent; 0 is none, -1 all
 * @param dryMultiplier weight of the penalty for continuing a repetition; 0 is off
 * @param dryBase its growth for each repeated token; below 1 is off
 * @param dryAllowedLength longest repetition that costs nothing
 * @param dryLastN how many tokens are searched for repetitions; 0 is none, -1 all
 * @param dryBreakers texts that repetitions do not reach across
 * @param mirostat 0 off, or the version; it replaces the penalties and filters
 * @param mirostatTau mirostat's target surprise in bits
 * @param mirostatEta mirostat's learning rate
 * @param logitBias what is added to the logits of tokens; -infinity forbids one
 */
public record SamplingOptions(
    float temperature,
    float dynamicTemperature,
    float dynamicTemperatureExponent,
    int topK,
    float topP,
    float minP,
    float typicalP,
    float topNSigma,
    float xtcProbability,
    float xtcThreshold,
    int minKeep,
    float repeatPenalty,
    float frequencyPenalty,
    float presencePenalty,
    int penaltyLastN,
    float dryMultiplier,
    float dryBase,
    int dryAllowedLength,
    int dryLastN,
    List<String> dryBreakers,
    int mirostat,
    float mirostatTau,
    float mirostatEta,
    Map<Integer, Float> logitBias) {
  private static final int MAX_BIASES = 1024;
  private static final int MAX_BREAKERS = 64;

  /** llama.cpp's defaults. */
  public static final SamplingOptions DEFAULT = builder().build();

  /** Always the most likely token. */
  public static final SamplingOptions GREEDY = builder().temperature(0).build();

  public SamplingOptions {
    check("temperature", temperature, 0, 1000);
    check("dynamicTemperature", dynamicTemperature, 0, 1000);
    check("dynamicTemperatureExponent", dynamicTemperatureExponent, 0, 100);
    check("topK", topK, 0, Integer.MAX_VALUE);
    check("topP", topP, 0, 1);
    check("minP", minP, 0, 1);
    check("typicalP", typicalP, 0, 1);
    check("topNSigma", topNSigma, -1, 1000);
    check("xtcProbability", xtcProbability, 0, 1);
    check("xtcThreshold", xtcThreshold, 0, 1);
    check("minKeep", minKeep, 0, Integer.MAX_VALUE);
    check("repeatPenalty", repeatPenalty, 0.01f, 100);
    check("frequencyPenalty", frequencyPenalty, -100, 100);
    check("presencePenalty", presencePenalty, -100, 100);
    check("penaltyLastN", penaltyLastN, -1, Integer.MAX_VALUE);
    check("dryMultiplier", dryMultiplier, 0, 100);
    check("dryBase", dryBase, 0, 100);
    check("dryAllowedLength", dryAllowedLength, 0, Integer.MAX_VALUE);
    check("dryLastN", dryLastN, -1, Integer.MAX_VALUE);
    check("mirostat", mirostat, 0, 2);
    check("mirostatTau", mirostatTau, 0, 100);
    check("mirostatEta", mirostatEta, 0, 1);
    dryBreakers = List.copyOf(dryBreakers);
    logitBias = Map.copyOf(logitBias);
    check("number of dryBreakers", dryBreakers.size(), 0, MAX_BREAKERS);
    check("number of logitBias entries", logitBias.size(), 0, MAX_BIASES);
    logitBias.forEach(SamplingOptions::checkBias);
  }

  private static void check(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, not %s"
              .formatted(name, number(min), number(max), number(value)));
    }
  }

  private static String number(double x) {
    return x == (long) x ? Long.toString((long) x) : Float.toString((float) x);
  }

  private static void checkBias(int token, float bias) {
    if (token < 0 || !(bias < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("logitBias of token " + token + " cannot be " + bias);
    }
  }

  /** Whether the most likely token is taken, without chance. */
  public boolean isGreedy() {
    return temperature <= 0 && (dynamicTemperature <= 0 || mirostat != 0);
  }

  /** Whether DRY has any effect. */
  public boolean usesDry() {
    return dryMultiplier > 0 && dryBase >= 1 && dryLastN != 0;
  }

  /** A builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.temperature = temperature;
    b.dynamicTemperature = dynamicTemperature;
    b.dynamicTemperatureExponent = dynamicTemperatureExponent;
    b.topK = topK;
    b.topP = topP;
    b.minP = minP;
    b.typicalP = typicalP;
    b.topNSigma = topNSigma;
    b.xtcProbability = xtcProbability;
    b.xtcThreshold = xtcThreshold;
    b.minKeep = minKeep;
    b.repeatPenalty = repeatPenalty;
    b.frequencyPenalty = frequencyPenalty;
    b.presencePenalty = presencePenalty;
    b.penaltyLastN = penaltyLastN;
    b.dryMultiplier = dryMultiplier;
    b.dryBase = dryBase;
    b.dryAllowedLength = dryAllowedLength;
    b.dryLastN = dryLastN;
    b.dryBreakers = dryBreakers;
    b.mirostat = mirostat;
    b.mirostatTau = mirostatTau;
    b.mirostatEta = mirostatEta;
    b.logitBias = logitBias;
    return b;
  }

  /** Sets options by name. */
  public static final class Builder {
    private float temperature = 0.8f;
    private float dynamicTemperature = 0;
    private float dynamicTemperatureExponent = 1;
    private int topK = 40;
    private float topP = 0.95f;
    private float minP = 0.05f;
    private float typicalP = 1;
    private float topNSigma = -1;
    private float xtcProbability = 0;
    private float xtcThreshold = 0.1f;
    private int minKeep = 0;
    private float repeatPenalty = 1;
    private float frequencyPenalty = 0;
    private float presencePenalty = 0;
    private int penaltyLastN = 64;
    private float dryMultiplier = 0;
    private float dryBase = 1.75f;
    private int dryAllowedLength = 2;
    private int dryLastN = 64;
    private List<String> dryBreakers = List.of("\n", ":", "\"", "*");
    private int mirostat = 0;
    private float mirostatTau = 5;
    private float mirostatEta = 0.1f;
    private Map<Integer, Float> logitBias = Map.of();

    private Builder() {}

    public Builder temperature(float value) {
      temperature = value;
      return this;
    }

    public Builder dynamicTemperature(float value) {
      dynamicTemperature = value;
      return this;
    }

    public Builder dynamicTemperatureExponent(float value) {
      dynamicTemperatureExponent = value;
      return this;
    }

    public Builder topK(int value) {
      topK = value;
      return this;
    }

    public Builder topP(float value) {
      topP = value;
      return this;
    }

    public Builder minP(float value) {
      minP = value;
      return this;
    }

    public Builder typicalP(float value) {
      typicalP = value;
      return this;
    }

    public Builder topNSigma(float value) {
      topNSigma = value;
      return this;
    }

    public Builder xtcProbability(float value) {
      xtcProbability = value;
      return this;
    }

    public Builder xtcThreshold(float value) {
      xtcThreshold = value;
      return this;
    }

    public Builder minKeep(int value) {
      minKeep = value;
      return this;
    }

    public Builder repeatPenalty(float value) {
      repeatPenalty = value;
      return this;
    }

    public Builder frequencyPenalty(float value) {
      frequencyPenalty = value;
      return this;
    }

    public Builder presencePenalty(float value) {
      presencePenalty = value;
      return this;
    }

    public Builder penaltyLastN(int value) {
      penaltyLastN = value;
      return this;
    }

    public Builder dryMultiplier(float value) {
      dryMultiplier = value;
      return this;
    }

    public Builder dryBase(float value) {
      dryBase = value;
      return this;
    }

    public Builder dryAllowedLength(int value) {
      dryAllowedLength = value;
      return this;
    }

    public Builder dryLastN(int value) {
      dryLastN = value;
      return this;
    }

    public Builder dryBreakers(List<String> value) {
      dryBreakers = value;
      return this;
    }

    public Builder mirostat(int value) {
      mirostat = value;
      return this;
    }

    public Builder mirostatTau(float value) {
      mirostatTau = value;
      return this;
    }

    public Builder mirostatEta(float value) {
      mirostatEta = value;
      return this;
    }

    public Builder logitBias(Map<Integer, Float> value) {
      logitBias = value;
      return this;
    }

    public SamplingOptions build() {
      return new SamplingOptions(
          temperature,
          dynamicTemperature,
          dynamicTemperatureExponent,
          topK,
          topP,
          minP,
          typicalP,
          topNSigma,
          xtcProbability,
          xtcThreshold,
          minKeep,
          repeatPenalty,
          frequencyPenalty,
          presencePenalty,
          penaltyLastN,
          dryMultiplier,
          dryBase,
          dryAllowedLength,
          dryLastN,
          dryBreakers,
          mirostat,
          mirostatTau,
          mirostatEta,
          logitBias);
    }
  }
}
