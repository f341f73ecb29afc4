package dev.bantam.server.task;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Utf8;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.translate.Domain;
import dev.bantam.tasks.translate.Glossary;
import dev.bantam.tasks.translate.Term;
import dev.bantam.tasks.translate.TranslateOptions;
import dev.bantam.tasks.translate.TranslationMemory;
import dev.bantam.tasks.translate.Translator;
import dev.bantam.tasks.translate.format.FileFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/tasks/translate}: {@code text} or {@code file}, {@code from}, {@code to}, and perhaps
 * {@code format}, {@code domain}, {@code glossary} and {@code memory} (lists of {@code source} and
 * {@code target}), {@code enforce}, {@code check}, {@code fuzzy}.
 */
final class TranslateJob implements Job {
  private static final int MAX_TERMS = 20_000;
  private static final int MAX_SENTENCES = 100_000;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    JsonFields file = body.object("file");
    String name = file == null ? "text" : file.string("name");
    String text = file == null ? body.string("text") : decoded(file, name);
    FileFormat format = format(body, file == null ? null : name);
    return new Translator(model, options(body))
        .translate(name, text, format, model.begin(gone), (_, _) -> {});
  }

  private static String decoded(JsonFields file, String name) throws MalformedFileException {
    try {
      return Utf8.decode(Path.of(name), Base64.getDecoder().decode(file.string("data")));
    } catch (IllegalArgumentException e) {
      throw file.wrong("data", "base64");
    }
  }

  private static FileFormat format(JsonFields body, @Nullable String name)
      throws MalformedFileException {
    String format = body.string("format", null);
    return format != null
        ? named(body, "format", format, FileFormat.values())
        : name == null ? FileFormat.TEXT : FileFormat.of(name);
  }

  private static <E extends Enum<E>> E named(
      JsonFields body, String field, String name, E[] values) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> body.wrong(field, "one of " + Arrays.toString(values)));
  }

  private static TranslateOptions options(JsonFields body) {
    String domain = body.string("domain", null);
    try {
      return TranslateOptions.of(body.string("from"), body.string("to"))
          .withDomain(
              domain == null ? Domain.GENERAL : named(body, "domain", domain, Domain.values()))
          .withGlossary(Glossary.of(terms(body)))
          .withMemory(memory(body))
          .withEnforced(body.truth("enforce", true))
          .withCheck(body.truth("check", false))
          .withFuzzy(body.truth("fuzzy", false));
    } catch (IllegalArgumentException e) {
      throw ApiException.bad(null, String.valueOf(e.getMessage()));
    }
  }

  private static List<Term> terms(JsonFields body) {
    List<Term> terms = new ArrayList<>();
    for (JsonFields term : body.objects("glossary", MAX_TERMS)) {
      List<String> targets =
          term.strings("target", MAX_TERMS).stream()
              .flatMap(target -> Glossary.targets(target).stream())
              .toList();
      terms.add(new Term(term.string("source"), targets));
    }
    return terms;
  }

  private static TranslationMemory memory(JsonFields body) {
    TranslationMemory memory = new TranslationMemory();
    for (JsonFields sentence : body.objects("memory", MAX_SENTENCES)) {
      memory.add(sentence.string("source"), sentence.string("target"));
    }
    return memory;
  }
}
