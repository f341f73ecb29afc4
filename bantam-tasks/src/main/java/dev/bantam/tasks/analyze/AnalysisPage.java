package dev.bantam.tasks.analyze;

import dev.bantam.data.page.Html;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An analysis as a page of one file: charts of what is frequent, and a table of the documents. */
public final class AnalysisPage {
  private static final int WIDTH = 380;
  private static final int ROW = 34;
  private static final int NAME = 48;
  private static final int ROWS = 500;

  private AnalysisPage() {}

  /** The page. */
  public static String html(String title, Analysis analysis) throws IOException {
    Map<String, Integer> topics = new LinkedHashMap<>();
    analysis.topics().forEach(t -> topics.put(t.number() + ". " + t.name(), t.documents()));
    StringBuilder body = new StringBuilder();
    body.append("<dl class='figures'>");
    figure(body, "documents", analysis.documents().size());
    figure(body, "words", analysis.documents().stream().mapToInt(d -> d.words()).sum());
    figure(body, "topics", analysis.topics().size());
    body.append("</dl>\n<div class='charts'>\n");
    chart(body, "Topics", topics);
    chart(body, "Labels", analysis.labels());
    chart(body, "Key phrases", analysis.phrases());
    chart(body, "Names", analysis.names());
    body.append("</div>\n");
    documents(body, analysis.documents());
    return Html.page("Bantam analysis", title, body.toString());
  }

  private static void figure(StringBuilder out, String name, long value) {
    out.append(String.format(Locale.ROOT, "<div><dt>%s</dt><dd>%,d</dd></div>", name, value));
  }

  /** Bars, each with its name above: in how many documents something is. */
  private static void chart(StringBuilder out, String title, Map<String, Integer> counts) {
    if (counts.isEmpty()) {
      return;
    }
    int most = counts.values().stream().mapToInt(n -> n).max().orElse(1);
    out.append(
        "<figure><figcaption>%s <span class='note'>documents</span></figcaption><svg viewBox='0 0 %d %d' role='img' aria-label='%1$s'>"
            .formatted(title, WIDTH, counts.size() * ROW));
    int y = 0;
    for (Map.Entry<String, Integer> bar : counts.entrySet()) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text class='name' x='0' y='%d'>%s</text><text class='value' x='%d' y='%d'"
                  + " text-anchor='end'>%d</text><rect class='c0' x='0' y='%d' width='%.1f'"
                  + " height='10' rx='1.5'/>",
              y + 13,
              Html.escaped(shortened(bar.getKey(), NAME)),
              WIDTH,
              y + 13,
              bar.getValue(),
              y + 18,
              (double) WIDTH * bar.getValue() / most));
      y += ROW;
    }
    out.append("</svg></figure>\n");
  }

  private static void documents(StringBuilder out, List<AnalyzedDocument> documents) {
    boolean labelled = documents.getFirst().label() != null;
    out.append("<h2>Documents</h2>\n<div class='scroll'><table class='wide'><thead><tr>");
    out.append("<th>document</th><th>topic</th>").append(labelled ? "<th>label</th>" : "");
    out.append("<th>key phrases</th></tr></thead><tbody>\n");
    for (AnalyzedDocument document : documents.subList(0, Math.min(ROWS, documents.size()))) {
      out.append("<tr><th>").append(Html.escaped(shortened(document.name(), NAME)));
      out.append("</th><td>").append(Html.escaped(document.topic().name()));
      if (document.label() != null) {
        out.append("</td><td>").append(Html.escaped(document.label().label()));
        out.append(String.format(Locale.ROOT, " %.2f", document.label().probability()));
      }
      List<String> phrases = document.phrases();
      String shown = String.join(" · ", phrases.subList(0, Math.min(4, phrases.size())));
      out.append("</td><td>").append(Html.escaped(shortened(shown, 2 * NAME)));
      out.append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
    if (documents.size() > ROWS) {
      out.append("<p class='note'>The first %d of %d.</p>\n".formatted(ROWS, documents.size()));
    }
  }

  private static String shortened(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
  }
}
