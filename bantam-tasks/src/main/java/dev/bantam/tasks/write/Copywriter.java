package dev.bantam.tasks.write;

import dev.bantam.generate.Answer;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.write.NearDuplicates.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text for each row of a table: product texts, letters, whatever a {@link WriteTemplate}
 * asks for. Each text is checked: forbidden words, required phrases, length, what it states that
 * the row does not, what it repeats of its prompt, and whether it is nearly that of another row.
 * One that does not pass is written anew with another seed; after the last try the row is marked,
 * with the reasons.
 *
 * <p>It remembers the texts it has written, to compare. Belongs to one thread.
 */
public final class Copywriter {
  /** How often a text is tried. */
  public static final int TRIES = 4;

  /** Tokens that a word takes at most in most languages. */
  private static final int TOKENS_OF_A_WORD = 4;

  /**
   * A row to write for.
   *
   * @param name by which others are told to resemble it, such as {@code row 7}
   * @param columns plain data
   */
  public record Item(String name, Map<String, ? extends @Nullable Object> columns) {}

  private final TaskModel model;
  private final PromptFile prompt;
  private final WriteTemplate template;
  private final int tries;
  private final NearDuplicates written = new NearDuplicates();

  /** A writer with the prompt that comes with the program. */
  public Copywriter(TaskModel model, WriteTemplate template) {
    this(model, model.prompt("write"), template, TRIES);
  }

  /**
   * A writer.
   *
   * @param tries at least 1
   */
  public Copywriter(TaskModel model, PromptFile prompt, WriteTemplate template, int tries) {
    if (tries < 1) {
      throw new IllegalArgumentException("tries must be at least 1, not " + tries);
    }
    this.model = model;
    this.prompt = prompt;
    this.template = template;
    this.tries = tries;
  }

  /**
   * Writes for one row.
   *
   * @throws IllegalArgumentException if the row lacks a column that the template names
   */
  public Result<Written> write(Map<String, ? extends @Nullable Object> row) {
    Work work = model.begin();
    Text text = texts(work, List.of(new Item("an earlier text", row))).getFirst();
    return work.result(text.value, prompt, List.of(), text.confidence);
  }

  /**
   * Writes for some rows, which are worked on together; results are the same as one after the
   * other.
   *
   * @throws IllegalArgumentException if a row lacks a column that the template names
   */
  public List<Written> write(Work work, List<Item> rows) {
    return texts(work, rows).stream().map(text -> text.value).toList();
  }

  /** Tells of a text that was written before, for those to come to be compared with it. */
  public void remember(String name, String text) {
    written.add(name, body(text));
  }

  /** What results depend on besides the rows and the model, as plain data. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("job", "write");
    settings.put("prompt", prompt.id());
    settings.put("tries", tries);
    settings.putAll(template.settings());
    return settings;
  }

  private record Text(Written value, double confidence) {}

  /** A row and how far its text has come. */
  private static final class Pending {
    final Item row;
    final String source;
    final Echo echo;
    final int[] begin;
    int tries;
    @Nullable Draft draft;

    /** The last draft as it was checked by itself; null while it is written. */
    @Nullable Text text;

    Pending(Item row, String source, Echo echo, int[] begin) {
      this.row = row;
      this.source = source;
      this.echo = echo;
      this.begin = begin;
    }
  }

  private List<Text> texts(Work work, List<Item> rows) {
    List<Pending> all = rows.stream().map(row -> pending(work, row)).toList();
    NearDuplicates now = new NearDuplicates();
    List<Text> done = new ArrayList<>();
    while (done.size() < all.size()) {
      draft(work, all);
      while (done.size() < all.size()) {
        Pending next = all.get(done.size());
        Text text = next.text;
        if (text == null) {
          break;
        }
        Optional<Match> match =
            text.value.ok() ? resembled(now, text.value.text()) : Optional.empty();
        if (match.isPresent() && next.tries < tries) {
          begin(next);
          break; // those after it are compared with what it will be
        }
        if (text.value.ok() && match.isEmpty()) {
          now.add(next.row.name(), body(text.value.text()));
        }
        done.add(match.isPresent() ? repeated(text, match.get()) : text);
      }
    }
    written.addAll(now);
    return done;
  }

  private Pending pending(Work work, Item row) {
    String instruction = template.instruction(row.columns());
    String facts = facts(row.columns());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("instruction", instruction);
    values.put("facts", facts);
    values.put("audience", template.audience());
    values.put("tone", template.tone());
    values.put("voice", template.voice());
    values.put("length", template.length().inWords());
    String source = String.join("\n", instruction, facts, String.join("\n", template.allowed()));
    Echo echo = new Echo(prompt, values, template.stated());
    Pending pending = new Pending(row, source, echo, work.encode(prompt, values));
    begin(pending);
    return pending;
  }

  private void begin(Pending row) {
    row.draft =
        new Draft(
            model.generator(), prompt, template.forbidden(), row.begin, maxTokens(), row.tries);
    row.text = null;
    row.tries++;
  }

  /** Enough for the longest text; what is beyond its bounds is cut. */
  private int maxTokens() {
    Length length = template.length();
    int most = Integer.MAX_VALUE;
    most = length.maxWords() > 0 ? TOKENS_OF_A_WORD * length.maxWords() + 16 : most;
    most = length.maxChars() > 0 ? Math.min(most, length.maxChars() + 16) : most;
    return most < Integer.MAX_VALUE ? most : prompt.maxTokens();
  }

  /** Writes until each row has a text that passed by itself, or has had all its tries. */
  private void draft(Work work, List<Pending> rows) {
    Predicate<String> enough =
        text ->
            template.forbidden().find(text, false).isPresent() || template.length().isPassed(text);
    List<Pending> open = rows.stream().filter(row -> row.text == null).toList();
    while (!open.isEmpty()) {
      List<Draft> drafts = open.stream().map(row -> Objects.requireNonNull(row.draft)).toList();
      List<Answer> answers =
          work.ask(drafts.stream().map(draft -> draft.next(work)).toList(), enough);
      for (int i = 0; i < drafts.size(); i++) {
        drafts.get(i).add(answers.get(i));
        if (drafts.get(i).isOver()) {
          check(open.get(i), drafts.get(i));
        }
      }
      open = open.stream().filter(row -> row.text == null).toList();
    }
  }

  private void check(Pending row, Draft draft) {
    Text text = checked(draft, row);
    if (text.value.ok() || row.tries >= tries) {
      row.text = text;
    } else {
      begin(row);
    }
  }

  private Text checked(Draft draft, Pending row) {
    String appendix = template.appendix();
    String written = Length.unquoted(draft.text().strip());
    String body = template.length().without(appendix).cut(written, draft.isWhole());
    String missing = String.join("\n\n", template.missing(body));
    String text = missing.isEmpty() ? body : (body + "\n\n" + missing).strip();
    List<String> reasons = new ArrayList<>(template.length().problems(text));
    if (body.isBlank()) {
      reasons.add("says nothing");
    } else if (!draft.isWhole() && !Length.endsSentence(body)) {
      reasons.add("breaks off within a sentence");
    }
    template
        .forbidden()
        .find(text, true)
        .ifPresent(found -> reasons.add("has the forbidden '%s'".formatted(found.entry())));
    Copied.from(template.voice(), body)
        .ifPresent(run -> reasons.add("copies '%s' of an example".formatted(run)));
    row.echo.in(body).ifPresent(run -> reasons.add("repeats '%s' of the prompt".formatted(run)));
    for (String column : template.mention()) {
      Object value = row.row.columns().get(column);
      if (value != null && !mentions(body, value)) {
        reasons.add("does not mention the %s '%s'".formatted(column, value));
      }
    }
    for (Facts fact : template.facts()) {
      fact.unsupported(body, row.source).forEach(each -> reasons.add(each + " is not in the row"));
    }
    return new Text(new Written(reasons.isEmpty(), text, reasons, row.tries), draft.confidence());
  }

  private static boolean mentions(String text, Object value) {
    return text.toLowerCase(Locale.ROOT).contains(plain(value).toLowerCase(Locale.ROOT));
  }

  private Optional<Match> resembled(NearDuplicates now, String text) {
    String body = body(text);
    return Stream.of(written.find(body), now.find(body))
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(Match::similarity));
  }

  private static Text repeated(Text text, Match match) {
    String reason =
        String.format(
            Locale.ROOT,
            "is nearly that of %s (similarity %.2f)",
            match.name(),
            match.similarity());
    Written value = new Written(false, text.value.text(), List.of(reason), text.value.tries());
    return new Text(value, text.confidence);
  }

  /** A text without the required phrases, which all texts have. */
  private String body(String text) {
    String body = text;
    for (String phrase : template.required()) {
      body = body.replace(phrase, " ");
    }
    return body;
  }

  private static String facts(Map<String, ? extends @Nullable Object> row) {
    StringJoiner facts = new StringJoiner("\n");
    row.forEach(
        (name, value) -> {
          if (value != null && !value.toString().isBlank()) {
            facts.add(name + ": " + plain(value));
          }
        });
    return facts.toString();
  }

  private static String plain(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : value.toString();
  }
}
