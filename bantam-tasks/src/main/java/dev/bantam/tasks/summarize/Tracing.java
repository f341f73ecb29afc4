package dev.bantam.tasks.summarize;

import dev.bantam.tasks.Source;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.summarize.Summary.Sentence;
import dev.bantam.tasks.summarize.SummaryOptions.Unsupported;
import java.util.ArrayList;
import java.util.List;

/**
 * A summary's sentences traced to passages, which are numbered in the order that they are cited.
 */
final class Tracing {
  private final List<Passage> passages;
  private final List<Source> sources = new ArrayList<>();
  private final Summary summary;
  private final double support;

  Tracing(Document document, List<Passage> passages, SummaryOptions options, List<String> written) {
    this.passages = passages;
    Support measure = new Support(passages);
    List<Sentence> traced = written.stream().map(measure::traced).toList();
    support = traced.stream().mapToDouble(Sentence::support).average().orElse(0);
    List<Sentence> kept = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    for (Sentence sentence : traced) {
      if (sentence.supported() || options.unsupported() != Unsupported.DROP) {
        kept.add(cited(sentence));
      } else {
        dropped.add(sentence.text());
      }
    }
    summary = new Summary(document.name(), kept, dropped, options);
  }

  /** The sentence with the number of the source as it is listed. */
  private Sentence cited(Sentence sentence) {
    int number = sentence.source() == 0 ? 0 : number(sentence.source());
    return new Sentence(sentence.text(), number, sentence.support(), sentence.supported());
  }

  private int number(int passage) {
    Passage cited = passages.get(passage - 1);
    for (Source source : sources) {
      if (source.passage().number() == cited.number()) {
        return source.number();
      }
    }
    sources.add(new Source(sources.size() + 1, cited));
    return sources.size();
  }

  Summary summary() {
    return summary;
  }

  /** The passages that are cited. */
  List<Source> sources() {
    return sources;
  }

  /** The mean support of all sentences, those that were dropped included; 0 if there are none. */
  double support() {
    return support;
  }
}
