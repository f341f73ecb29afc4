package dev.bantam.train;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured during a run. */
public final class History {
  /**
   * One optimiser step.
   *
   * @param step counts from 1
   * @param loss mean over what counts in the step's examples, before the step
   * @param learningRate of this step
   * @param gradientNorm before clipping
   * @param tokensPerSecond rows of the step's passes by its time
   * @param extra further means that the method gives, such as {@code accuracy}
   */
  public record Point(
      long step,
      double loss,
      double learningRate,
      double gradientNorm,
      double tokensPerSecond,
      Map<String, Double> extra) {}

  /**
   * The loss on the validation set.
   *
   * @param step after which it was measured; 0 before the first
   */
  public record Evaluation(long step, double loss, Map<String, Double> extra) {}

  private final List<Point> points = new ArrayList<>();
  private final List<Evaluation> evaluations = new ArrayList<>();

  /** A step each, in order. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  public List<Evaluation> evaluations() {
    return List.copyOf(evaluations);
  }

  void add(Point point) {
    points.add(point);
  }

  void add(Evaluation evaluation) {
    evaluations.add(evaluation);
  }

  /** A line of JSON for each measurement. */
  String toLines() {
    StringBuilder lines = new StringBuilder();
    for (Point p : points) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", p.step);
      line.put("loss", p.loss);
      line.put("learning_rate", p.learningRate);
      line.put("grad_norm", p.gradientNorm);
      line.put("tokens_per_s", p.tokensPerSecond);
      p.extra.forEach(line::put);
      lines.append(Json.write(line)).append('\n');
    }
    for (Evaluation e : evaluations) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", e.step);
      line.put("eval_loss", e.loss);
      e.extra.forEach(line::put);
      lines.append(Json.write(line)).append('\n');
    }
    return lines.toString();
  }

  /** Replaces this history by what {@link #toLines} wrote. */
  void read(String source, String lines) throws MalformedFileException {
    points.clear();
    evaluations.clear();
    for (String text : lines.lines().toList()) {
      Map<String, Double> line = new TreeMap<>();
      Json.parseObject(source, text)
          .forEach(
              (key, value) -> line.put(key, value instanceof Number n ? n.doubleValue() : 0.0));
      long step = (long) take(source, line, "step");
      if (line.containsKey("eval_loss")) {
        add(new Evaluation(step, take(source, line, "eval_loss"), line));
      } else {
        add(
            new Point(
                step,
                take(source, line, "loss"),
                take(source, line, "learning_rate"),
                take(source, line, "grad_norm"),
                take(source, line, "tokens_per_s"),
                line));
      }
    }
  }

  private static double take(String source, Map<String, Double> line, String key)
      throws MalformedFileException {
    Double value = line.remove(key);
    if (value == null) {
      throw new MalformedFileException(source, -1, "a line without '" + key + "'");
    }
    return value;
  }
}
