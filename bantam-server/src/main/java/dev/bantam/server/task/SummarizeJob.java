package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.summarize.Summarizer;
import dev.bantam.tasks.summarize.SummaryOptions;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import dev.bantam.tasks.summarize.SummaryOptions.Unit;
import dev.bantam.tasks.summarize.SummaryOptions.Unsupported;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** {@code POST /v1/tasks/summarize}: a document and the fields of {@link SummaryOptions}. */
final class SummarizeJob implements Job {
  private static final int MOST = 1000;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    return new Summarizer(model).summarize(DocumentField.of(body), options(body), gone);
  }

  private static SummaryOptions options(JsonFields body) {
    SummaryOptions options =
        SummaryOptions.DEFAULT
            .withLanguage(body.string("language", null))
            .withUnsupported(choice(body, "unsupported", Unsupported.MARK));
    boolean words = body.has("words");
    int length = body.integer(words ? "words" : "sentences", 1, MOST, options.length());
    try {
      return options
          .withLength(length, words ? Unit.WORDS : Unit.SENTENCES)
          .withStyle(choice(body, "style", Style.PARAGRAPH));
    } catch (IllegalArgumentException e) {
      throw body.wrong("sentences", "no more than 50");
    }
  }

  private static <E extends Enum<E>> E choice(JsonFields body, String name, E otherwise) {
    String value = body.string(name, null);
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return Arrays.stream(all)
        .filter(one -> value == null ? one == otherwise : one.name().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                body.wrong(
                    name,
                    "one of "
                        + String.join(
                            ", ",
                            Arrays.stream(all)
                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                .toList())));
  }
}
