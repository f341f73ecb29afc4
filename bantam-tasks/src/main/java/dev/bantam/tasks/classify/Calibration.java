package dev.bantam.tasks.classify;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model's log-likelihoods of labels become probabilities: {@code softmax(scale * z +
 * offset)}.
 *
 * <p>{@link #none} takes them as they are. {@link #contentFree} takes away what the model would say
 * of a text that says nothing, as some labels are likelier words than others (contextual
 * calibration: Zhao et al., 2021). {@link #batch} takes away what it says of texts in the mean,
 * which holds where the labels are about equally frequent (batch calibration: Zhou et al., 2024).
 * {@link #fit} finds scale and offsets from texts whose labels are known (bias-corrected
 * temperature scaling: Alexandari et al., 2020; the scale alone is Guo et al., 2017).
 *
 * @param kind {@code none}, {@code content-free}, {@code batch} or {@code fitted}
 * @param labels [n]
 * @param scale the inverse of the temperature; above 0
 * @param offsets [n] of the labels
 * @param rows that it was fitted to; 0 if it was not
 */
public record Calibration(
    String kind, List<String> labels, double scale, List<Double> offsets, int rows) {
  private static final int STEPS = 2_000;
  private static final double MIN_SCALE = 1e-3;
  private static final double ENOUGH = 1e-9;

  public Calibration {
    labels = List.copyOf(labels);
    offsets = List.copyOf(offsets);
  }

  /** Likelihoods as they are. */
  public static Calibration none(List<String> labels) {
    return new Calibration("none", labels, 1, labels.stream().map(_ -> 0.0).toList(), 0);
  }

  /**
   * Without what the labels have after texts that say nothing.
   *
   * @param empty [k][n] log-likelihoods of the labels after such texts
   */
  static Calibration contentFree(List<String> labels, List<double[]> empty) {
    return without("content-free", labels, empty);
  }

  /**
   * Without what the labels have after texts in the mean.
   *
   * @param logs [texts][n] log-likelihoods
   */
  static Calibration batch(List<String> labels, List<double[]> logs) {
    return without("batch", labels, logs);
  }

  private static Calibration without(String kind, List<String> labels, List<double[]> logs) {
    double[] mean = new double[labels.size()];
    for (double[] one : logs) {
      double[] probabilities = softmax(one);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += probabilities[i] / logs.size();
      }
    }
    List<Double> offsets =
        Arrays.stream(mean).mapToObj(p -> -Math.log(Math.max(p, Double.MIN_NORMAL))).toList();
    return new Calibration(kind, labels, 1, offsets, 0);
  }

  /**
   * The scale and offsets under which known labels are likeliest. With few rows, they stay near
   * where they begin: the offsets have a Gaussian prior of variance 1 around these.
   *
   * @param begin from where it is fitted
   * @param logs [rows][n] log-likelihoods
   * @param right [rows] the index of each one's label
   */
  static Calibration fit(Calibration begin, List<double[]> logs, int[] right) {
    int n = begin.labels.size();
    double[] prior = begin.offsets.stream().mapToDouble(x -> x).toArray();
    double[] at = Arrays.copyOf(prior, n + 1);
    at[n] = begin.scale;
    double step = 1;
    double loss = loss(at, prior, logs, right, null);
    for (int i = 0; i < STEPS; i++) {
      double[] gradient = new double[n + 1];
      loss(at, prior, logs, right, gradient);
      double square = Arrays.stream(gradient).map(g -> g * g).sum();
      double[] next = moved(at, gradient, step);
      double lower = loss(next, prior, logs, right, null);
      while (lower > loss - step * square / 2 && step > ENOUGH) {
        step /= 2;
        next = moved(at, gradient, step);
        lower = loss(next, prior, logs, right, null);
      }
      if (!(loss - lower > ENOUGH)) {
        break;
      }
      at = next;
      loss = lower;
      step *= 2;
    }
    List<Double> offsets = Arrays.stream(at, 0, n).boxed().toList();
    return new Calibration("fitted", begin.labels, at[n], offsets, right.length);
  }

  private static double[] moved(double[] at, double[] gradient, double step) {
    double[] next = at.clone();
    for (int i = 0; i < next.length; i++) {
      next[i] -= step * gradient[i];
    }
    next[next.length - 1] = Math.max(MIN_SCALE, next[next.length - 1]);
    return next;
  }

  /** The mean negative log-likelihood with the offsets' prior; adds its gradient. */
  private static double loss(
      double[] at, double[] prior, List<double[]> logs, int[] right, double @Nullable [] gradient) {
    int n = prior.length;
    double loss = 0;
    for (int row = 0; row < right.length; row++) {
      double[] z = logs.get(row);
      double[] p = probabilities(z, at[n], at);
      loss -= Math.log(Math.max(p[right[row]], Double.MIN_NORMAL)) / right.length;
      for (int i = 0; gradient != null && i < n; i++) {
        double error = (p[i] - (i == right[row] ? 1 : 0)) / right.length;
        gradient[i] += error;
        gradient[n] += error * z[i];
      }
    }
    for (int i = 0; i < n; i++) {
      double off = at[i] - prior[i];
      loss += off * off / 2 / right.length;
      if (gradient != null) {
        gradient[i] += off / right.length;
      }
    }
    return loss;
  }

  /** The probabilities of labels by their log-likelihoods [n]. */
  double[] probabilities(double[] logs) {
    return probabilities(logs, scale, offsets.stream().mapToDouble(x -> x).toArray());
  }

  private static double[] probabilities(double[] logs, double scale, double[] offsets) {
    double[] shifted = new double[logs.length];
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = scale * logs[i] + offsets[i];
    }
    return softmax(shifted);
  }

  private static double[] softmax(double[] logs) {
    double max = Arrays.stream(logs).max().orElse(0);
    double[] p = Arrays.stream(logs).map(x -> Math.exp(x - max)).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /**
   * What results depend on: what is found by the model itself is not told, as it is found again.
   */
  Map<String, Object> settings() {
    return kind.equals("fitted") ? fields() : Map.of("calibration", kind);
  }

  /** As plain data. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("calibration", kind);
    fields.put("scale", scale);
    fields.put("offsets", named());
    fields.put("rows", (long) rows);
    return fields;
  }

  private Map<String, Object> named() {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      named.put(labels.get(i), offsets.get(i));
    }
    return named;
  }

  /** Writes it to a small file of JSON. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, (Json.write(fields()) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @param labels that it must be of
   * @throws MalformedFileException if it is no such file, or of other labels
   */
  public static Calibration read(Path file, List<String> labels) throws IOException {
    Map<String, Object> fields = Json.readObject(file);
    if (!(fields.get("offsets") instanceof Map<?, ?> offsets)
        || !(fields.get("scale") instanceof Number scale)
        || !(scale.doubleValue() > 0)
        || !(fields.get("rows") instanceof Number rows)) {
      throw new MalformedFileException(
          file, -1, "is no calibration; classify --calibrate makes one");
    }
    if (!List.copyOf(offsets.keySet()).equals(labels)
        || !offsets.values().stream().allMatch(Number.class::isInstance)) {
      throw new MalformedFileException(
          file, -1, "is a calibration of other labels: %s".formatted(offsets.keySet()));
    }
    List<Double> values = offsets.values().stream().map(v -> ((Number) v).doubleValue()).toList();
    return new Calibration("fitted", labels, scale.doubleValue(), values, rows.intValue());
  }
}
