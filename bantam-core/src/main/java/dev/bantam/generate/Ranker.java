package dev.bantam.generate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.model.Model;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.TokenPair;
import dev.bantam.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells how well texts answer a query with a cross-encoder, which reads both at once (Nogueira and
 * Cho, arXiv 1901.04085). It has one label, or, as Qwen3's rerankers, "yes" and "no" and a template
 * for the question.
 */
final class Ranker {
  private static final String QUERY = "{query}";
  private static final String DOCUMENT = "{document}";
  private static final List<String> YES_OR_NO = List.of("yes", "no");

  private final Model model;
  private final Engine engine;
  private final Tokenizer tokenizer;
  private final int context;
  private final List<String> labels;

  /** A ranker by the file's model. */
  static Ranker of(ModelFile file, Model model, Engine engine, Tokenizer tokenizer, int context)
      throws MalformedFileException {
    String key = model.facts().architecture() + ".classifier.output_labels";
    boolean named = file.metadata().has(key);
    List<String> labels = named ? file.metadata().strings(key) : List.of();
    return new Ranker(model, engine, tokenizer, context, labels);
  }

  /**
   * @param labels of the model's classifier, as the file names them; none if it does not
   */
  private Ranker(
      Model model, Engine engine, Tokenizer tokenizer, int context, List<String> labels) {
    this.model = model;
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.context = context;
    this.labels = labels;
  }

  boolean ranks() {
    return model.labels() == 1 || (model.labels() == 2 && labels.equals(YES_OR_NO));
  }

  /** What the classifier's head reads. */
  Pooling pooling() {
    return Pooling.ofHead(model.facts().architecture(), model.facts().causal());
  }

  /** What the model is to read for each document. */
  List<TokenPair> pairs(String query, List<String> documents) {
    if (!ranks()) {
      throw new IllegalArgumentException(
          "%s is no cross-encoder: it cannot tell how well a text answers a query"
              .formatted(model.facts().architecture()));
    }
    String template = tokenizer.chatTemplate("rerank");
    return documents.stream()
        .map(
            document ->
                template == null
                    ? tokenizer.encodePair(query, document, context)
                    : asked(template, query, document))
        .toList();
  }

  /** The filled template; of a document that is too long as much as fits. */
  private TokenPair asked(String template, String query, String document) {
    String read = document;
    while (true) {
      int[] tokens = tokenizer.encode(spans(template, query, read), false);
      if (tokens.length <= context || read.isEmpty()) {
        return TokenPair.single(tokens);
      }
      int fits = (int) ((long) read.length() * context / tokens.length);
      read = read.substring(0, Math.min(fits, read.length() - 1));
    }
  }

  /** Only what the template itself spells out can be a control token. */
  private static List<Span> spans(String template, String query, String document) {
    List<Span> spans = new ArrayList<>();
    for (int at = 0; at < template.length(); ) {
      int next = next(template, at);
      if (next > at) {
        spans.add(new Span(template.substring(at, next), false));
      }
      String name = template.startsWith(QUERY, next) ? QUERY : DOCUMENT;
      if (next < template.length()) {
        spans.add(new Span(name.equals(QUERY) ? query : document, true));
      }
      at = next + name.length();
    }
    return spans;
  }

  /** Where a variable stands next, or the template's end. */
  private static int next(String template, int from) {
    int query = template.indexOf(QUERY, from);
    int document = template.indexOf(DOCUMENT, from);
    int end = template.length();
    return Math.min(query < 0 ? end : query, document < 0 ? end : document);
  }

  /** From 0 to 1, by the texts' pooled hidden states. */
  double[] relevance(List<float[]> pooled) {
    return engine.classify(pooled).stream().mapToDouble(Ranker::probability).toArray();
  }

  /** The logistic function of one label, or the first of two against the second. */
  private static double probability(float[] scores) {
    double logit = scores.length == 1 ? scores[0] : scores[0] - (double) scores[1];
    return 1 / (1 + Math.exp(-logit));
  }
}
