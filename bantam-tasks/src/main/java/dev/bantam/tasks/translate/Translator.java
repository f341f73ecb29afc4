package dev.bantam.tasks.translate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.translate.SentenceTranslator.Question;
import dev.bantam.tasks.translate.format.FileFormat;
import dev.bantam.tasks.translate.format.Piece;
import dev.bantam.tasks.translate.format.TextFile;
import dev.bantam.tasks.translate.format.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Translates texts and files, sentence by sentence. What a sentence must keep (markup,
 * placeholders, numbers, the glossary's terms) is enforced while the model writes.
 *
 * <pre>{@code
 * TranslateOptions options = TranslateOptions.of("en", "de").withGlossary(terms);
 * Translator translator = new Translator(model, options);
 * System.out.println(translator.translate("Loosen the locknut.").value().text());
 * }</pre>
 *
 * <p>Translations are remembered for the next file. Not safe for use from several threads.
 */
public final class Translator {
  private static final int BATCH = 8;

  /** Longer segments are sentences, not names of things. */
  private static final int NAME_WORDS = 3;

  private static final int MAX_NAMES = 2_000;

  /** Is told how far the work has come. */
  @FunctionalInterface
  public interface Progress {
    void sentences(int done, int of);
  }

  private final TaskModel model;
  private final PromptFile prompt;
  private final TranslateOptions options;
  private final TranslationMemory memory = new TranslationMemory();
  private final TranslationMemory learnt = new TranslationMemory();
  private final Map<String, Term> names = new LinkedHashMap<>();
  private Glossary hints = Glossary.NONE;

  /** With the prompt that comes with the program. */
  public Translator(TaskModel model, TranslateOptions options) {
    this(model, model.prompt("translate"), options);
  }

  /** With a prompt of one's own. */
  public Translator(TaskModel model, PromptFile prompt, TranslateOptions options) {
    this.model = model;
    this.prompt = prompt;
    this.options = options;
    options.memory().sentences().forEach((source, target) -> remember(source, target, memory));
  }

  /** What the model has translated, as a memory for later. */
  public TranslationMemory learnt() {
    return learnt;
  }

  /** Translates plain text. */
  public Result<Translation> translate(String text) {
    try {
      return translate("text", text, FileFormat.TEXT, model.begin(), (_, _) -> {});
    } catch (MalformedFileException e) {
      throw new IllegalStateException(e); // any text is plain text
    }
  }

  /**
   * Translates a file. The result's confidence is the mean over its sentences.
   *
   * @param name for messages
   * @throws MalformedFileException if it is not of the format
   * @throws java.util.concurrent.CancellationException if the work was cancelled; {@link #learnt}
   *     has what was done
   */
  public Result<Translation> translate(
      String name, String text, FileFormat format, Work work, Progress progress)
      throws MalformedFileException {
    TextFile file = format.read(name, text, new FileFormat.Options(options.to(), options.fuzzy()));
    file.done().forEach((source, target) -> remember(source, target, memory));
    List<SplitUnit> units =
        file.units().stream().map(unit -> SplitUnit.of(unit, format.flows(), options)).toList();
    Map<String, Guarded> sentences = new LinkedHashMap<>();
    for (SplitUnit unit : units) {
      unit.sentences().filter(Guarded::hasWords).forEach(s -> sentences.putIfAbsent(s.shown(), s));
    }
    Map<String, Draft> drafts = drafts(List.copyOf(sentences.values()), work, progress);
    Map<Integer, List<Piece>> translations = new LinkedHashMap<>();
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).isTranslated(drafts)) {
        translations.put(i, units.get(i).translation(drafts));
      }
    }
    List<TranslatedSegment> segments = segments(sentences, drafts);
    double confidence =
        segments.stream().mapToDouble(TranslatedSegment::confidence).average().orElse(1);
    Translation translation = new Translation(file.write(translations), format, segments);
    return work.result(translation, prompt, List.of(), confidence);
  }

  private static List<TranslatedSegment> segments(
      Map<String, Guarded> sentences, Map<String, Draft> drafts) {
    List<TranslatedSegment> segments = new ArrayList<>();
    drafts.forEach(
        (shown, draft) ->
            segments.add(
                new TranslatedSegment(
                    shown,
                    draft.target(),
                    draft.memory(),
                    sentences.get(shown).terms(),
                    draft.confidence(),
                    draft.notes())));
    return segments;
  }

  /** A translation of each sentence, in their order. */
  private Map<String, Draft> drafts(List<Guarded> sentences, Work work, Progress progress) {
    Map<String, Draft> drafts = new LinkedHashMap<>();
    SentenceTranslator translator = new SentenceTranslator(work, prompt, options);
    List<Guarded> batch = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      Guarded sentence = sentences.get(i);
      Optional<Draft> known = known(sentence);
      if (known.isPresent()) {
        drafts.put(sentence.shown(), known.get());
      } else {
        batch.add(sentence);
      }
      if (batch.size() == BATCH || i == sentences.size() - 1) {
        drafts.putAll(translated(batch, translator, work));
        batch.clear();
        progress.sentences(i + 1, sentences.size());
      }
    }
    Map<String, Draft> sorted = new LinkedHashMap<>();
    sentences.forEach(sentence -> sorted.put(sentence.shown(), drafts.get(sentence.shown())));
    return sorted;
  }

  /** From the memory, if that keeps to the glossary. */
  private Optional<Draft> known(Guarded sentence) {
    return memory
        .exact(sentence.shown())
        .filter(target -> sentence.pieces(target) != null)
        .filter(target -> sentence.terms().stream().allMatch(term -> Glossary.has(target, term)))
        .map(target -> new Draft(target, 100, 1, true, List.of()));
  }

  private Map<String, Draft> translated(
      List<Guarded> batch, SentenceTranslator translator, Work work) {
    List<Question> questions =
        batch.stream()
            .map(
                sentence ->
                    new Question(
                        sentence,
                        hints(sentence),
                        memory.nearest(sentence.shown()).stream().toList()))
            .toList();
    List<Draft> answers = translator.translate(questions);
    answers = options.check() ? checked(batch, answers, work) : answers;
    Map<String, Draft> drafts = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      Draft draft = answers.get(i);
      drafts.put(batch.get(i).shown(), draft);
      if (draft.translated() && draft.notes().isEmpty()) {
        learnt.add(batch.get(i).shown(), draft.target());
        memory.add(batch.get(i).shown(), draft.target());
        learnName(batch.get(i), draft.target());
      }
    }
    return drafts;
  }

  private List<Draft> checked(List<Guarded> batch, List<Draft> drafts, Work work) {
    List<Integer> made = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (drafts.get(i).translated()) {
        made.add(i);
      }
    }
    List<Double> scores =
        new BackTranslation(work, prompt, options)
            .scores(
                made.stream().map(i -> batch.get(i).shown()).toList(),
                made.stream().map(i -> drafts.get(i).target()).toList());
    List<Draft> checked = new ArrayList<>(drafts);
    for (int i = 0; i < made.size(); i++) {
      if (scores.get(i) < BackTranslation.LEAST) {
        int index = made.get(i);
        checked.set(index, drafts.get(index).withNote(BackTranslation.note(scores.get(i))));
      }
    }
    return checked;
  }

  /** Short segments, such as headings and labels, name things: their translations are kept to. */
  private void learnName(Guarded sentence, String target) {
    String source = sentence.shown();
    boolean plain =
        source.codePoints().allMatch(c -> Character.isLetter(c) || c == ' ' || c == '-');
    if (plain
        && source.length() >= NAME_WORDS
        && source.split(" ", -1).length <= NAME_WORDS
        && names.size() < MAX_NAMES) {
      String key = source.toLowerCase(Locale.ROOT);
      if (names.putIfAbsent(key, new Term(key, List.of(target))) == null) {
        hints = Glossary.of(List.copyOf(names.values()));
      }
    }
  }

  private List<Term> hints(Guarded sentence) {
    return hints.matches(sentence.shown(), options.source()).stream()
        .map(Glossary.Match::term)
        .distinct()
        .toList();
  }

  /** Remembers sentences as models see them; a text of several, if both have as many. */
  private void remember(String source, String target, TranslationMemory memory) {
    List<String> sources = shown(source);
    List<String> targets = shown(target);
    for (int i = 0; i < sources.size() && sources.size() == targets.size(); i++) {
      memory.add(sources.get(i), targets.get(i));
    }
  }

  private List<String> shown(String text) {
    Unit unit = new Unit(text, List.of(), List.of());
    return SplitUnit.of(unit, false, options).sentences().map(Guarded::shown).toList();
  }
}
