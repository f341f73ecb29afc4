package dev.bantam.train.data;

import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was noticed when a data set was made into tokens, to be told before any step. */
public final class Findings {
  /**
   * Examples that were left out for one reason.
   *
   * @param first where the first one stands, and more about it
   */
  public record LeftOut(int count, String first) {}

  private final String name;
  private final Map<Problem, LeftOut> leftOut = new EnumMap<>(Problem.class);
  private final TreeMap<Integer, Integer> lengths = new TreeMap<>();
  private int rows;
  private int split;
  private int examples;
  private long tokens;
  private long trained;

  Findings(String name) {
    this.name = name;
  }

  void row() {
    rows++;
  }

  void leaveOut(String where, UnusableException reason) {
    leftOut.merge(
        reason.problem(),
        new LeftOut(1, where + ": " + reason.getMessage()),
        (known, one) -> new LeftOut(known.count() + 1, known.first()));
  }

  void length(int rows) {
    lengths.merge(rows, 1, Integer::sum);
  }

  void splitConversation() {
    split++;
  }

  void keep(Encoded example) {
    examples++;
    tokens += example.size();
    trained += example.weight();
  }

  /** Rows of the data set. */
  public int rows() {
    return rows;
  }

  /** Sequences to train on: conversations may give several, texts are cut and joined. */
  public int examples() {
    return examples;
  }

  public long tokens() {
    return tokens;
  }

  /** Tokens that count in the loss. */
  public long trained() {
    return trained;
  }

  /** Conversations of which each answer became a sequence of its own. */
  public int split() {
    return split;
  }

  /** How many sequences have each length in predictions, those too long among them. */
  public Map<Integer, Integer> lengths() {
    return Collections.unmodifiableMap(lengths);
  }

  /**
   * The length that a share of all sequences does not exceed.
   *
   * @param share from 0, the shortest, to 1, the longest
   * @return 0 if there are no sequences
   */
  public int quantile(double share) {
    long all = lengths.values().stream().mapToLong(Integer::intValue).sum();
    long seen = 0;
    for (Map.Entry<Integer, Integer> length : lengths.entrySet()) {
      seen += length.getValue();
      if (seen >= share * all) {
        return length.getKey();
      }
    }
    return 0;
  }

  /** What was left out, by reason. */
  public Map<Problem, LeftOut> leftOut() {
    return Collections.unmodifiableMap(leftOut);
  }

  /** A line for each thing that somebody who trains should know. */
  public List<String> warnings() {
    List<String> lines = new ArrayList<>();
    leftOut.forEach(
        (problem, out) ->
            lines.add(
                "%d of %d rows left out: %s. The first: %s"
                    .formatted(out.count(), rows, problem.title(), out.first())));
    if (split > 0) {
      lines.add(
          ("%d conversations became one sequence for each answer: the chat template writes earlier"
                  + " turns otherwise than the last")
              .formatted(split));
    }
    return lines;
  }

  /**
   * Refuses data that the model cannot be trained on.
   *
   * @throws MalformedFileException saying why, and where it was first seen
   */
  void requireUsable() throws MalformedFileException {
    for (Map.Entry<Problem, LeftOut> out : leftOut.entrySet()) {
      if (out.getKey().fatal() || examples == 0) {
        throw new MalformedFileException(
            name,
            -1,
            "%d of %d rows cannot be trained on: %s. The first: %s"
                .formatted(
                    out.getValue().count(), rows, out.getKey().title(), out.getValue().first()));
      }
    }
    if (examples == 0) {
      throw new MalformedFileException(name, -1, "has nothing to train on");
    }
  }
}
