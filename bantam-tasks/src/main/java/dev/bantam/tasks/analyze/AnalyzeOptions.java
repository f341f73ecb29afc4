package dev.bantam.tasks.analyze;

/**
 * How much is found.
 *
 * @param topics at least 1; 0 for as many as the number of documents suggests
 * @param most key phrases and names of a document, and of all, at least 1
 */
public record AnalyzeOptions(int topics, int most) {
  public static final AnalyzeOptions DEFAULT = new AnalyzeOptions(0, 12);

  public AnalyzeOptions {
    if (topics < 0 || most < 1) {
      throw new IllegalArgumentException("topics and phrases must be counts above 0");
    }
  }

  public AnalyzeOptions withTopics(int value) {
    return new AnalyzeOptions(value, most);
  }

  public AnalyzeOptions withMost(int value) {
    return new AnalyzeOptions(topics, value);
  }
}
