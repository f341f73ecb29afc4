package dev.bantam.cli;

import dev.bantam.retrieve.Snippet;
import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.document.Passage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam search}. */
@Command(
    name = "search",
    description = "Find passages in documents that 'index' made searchable.",
    mixinStandardHelpOptions = true)
final class Search implements Callable<Integer> {
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  @Parameters(arity = "1..*", paramLabel = "WORDS", description = "What to look for.")
  private List<String> words;

  @Option(names = "-k", paramLabel = "N", description = "Most passages; default ${DEFAULT-VALUE}.")
  private int most = 10;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IndexArguments index = new IndexArguments();

  @Override
  public Integer call() throws Exception {
    String question = String.join(" ", words);
    try (IndexArguments.Opened opened = index.open()) {
      List<Hit> hits = opened.retriever().retrieve(question, most);
      List<Object> found = new ArrayList<>();
      for (Hit hit : hits) {
        Snippet snippet = opened.index().snippet(question, hit.passage());
        if (json) {
          found.add(fields(hit, snippet));
        } else {
          print(found.size() + 1, hit, snippet);
          found.add(hit);
        }
      }
      if (json) {
        Output.json(found);
      } else if (found.isEmpty()) {
        System.err.println("Nothing found.");
      }
    }
    return 0;
  }

  private static Map<String, Object> fields(Hit hit, Snippet snippet) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("score", hit.score());
    fields.putAll(hit.passage().fields());
    fields.putAll(snippet.fields());
    return fields;
  }

  private static void print(int number, Hit hit, Snippet snippet) throws IOException {
    Passage passage = hit.passage();
    boolean terminal = ProgressBar.isTerminal();
    System.out.printf(Locale.ROOT, "%2d  %.3f  %s%n", number, hit.score(), passage.place());
    if (!passage.heading().isEmpty()) {
      System.out.println("           " + passage.heading());
    }
    String text = terminal ? snippet.marked(BOLD, PLAIN) : snippet.text();
    System.out.println("    " + text.replace("\n", " ").replace("\r", "") + "\n");
  }
}
