package dev.bantam.tasks.translate;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the model for translations of sentences, several at a time. An answer that ran out of room
 * before its end is asked for again with less room for free text; where that fails too, the source
 * stands, with the glossary's terms in it.
 */
final class SentenceTranslator {
  private static final int ROOM = 20; // tokens or characters more than the source tells of
  private static final int TIGHT = 12;
  private static final int LONG = 2; // times as long as the source

  /**
   * A sentence to translate.
   *
   * @param hints terms to name in the prompt beside the sentence's own
   * @param examples sentences like it with their translations
   */
  record Question(Guarded sentence, List<Term> hints, List<TranslationMemory.Match> examples) {}

  private final Work work;
  private final PromptFile prompt;
  private final TranslateOptions options;

  SentenceTranslator(Work work, PromptFile prompt, TranslateOptions options) {
    this.work = work;
    this.prompt = prompt;
    this.options = options;
  }

  /** A translation for each. */
  List<Draft> translate(List<Question> questions) {
    Map<Question, Draft> drafts = new LinkedHashMap<>();
    List<Question> open = asked(questions, !options.enforced(), drafts);
    if (options.enforced()) {
      open = asked(open, true, drafts);
    }
    for (Question question : open) {
      drafts.put(question, fallback(question));
    }
    return questions.stream().map(drafts::get).toList();
  }

  /**
   * Asks.
   *
   * @param last whether it is the last time
   * @param drafts takes those that can be used
   * @return the questions without one
   */
  private List<Question> asked(
      List<Question> questions, boolean last, Map<Question, Draft> drafts) {
    List<Question> fitting = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    List<Question> open = new ArrayList<>();
    for (Question question : questions) {
      Request request = request(question, last && options.enforced());
      if (request != null && fits(request)) {
        fitting.add(question);
        requests.add(request);
      } else {
        open.add(question);
      }
    }
    List<Answer> answers = requests.isEmpty() ? List.of() : work.ask(requests);
    for (int i = 0; i < fitting.size(); i++) {
      Draft draft = draft(fitting.get(i), answers.get(i), last);
      if (draft == null) {
        open.add(fitting.get(i));
      } else {
        drafts.put(fitting.get(i), draft);
      }
    }
    return open;
  }

  /** Null if no grammar can hold what the sentence is to keep. */
  private @Nullable Request request(Question question, boolean tight) {
    Guarded sentence = question.sentence;
    int length = sentence.shown().length();
    int things = sentence.tokens().size() + sentence.terms().size();
    int gap = tight ? Math.max(TIGHT, 2 * length / (things + 1)) : AnswerGrammar.ANY;
    int tokens = 3 * work.model().tokens(sentence.shown()) + 4 * things + ROOM;
    if (tight) {
      tokens = 2 * ((things + 1) * gap + length); // a token may be less than a character
    }
    Grammar grammar = options.enforced() ? AnswerGrammar.of(sentence, gap) : AnswerGrammar.line();
    return grammar == null
        ? null
        : work.request(prompt, values(question))
            .maxTokens(Math.min(prompt.maxTokens(), tokens))
            .grammar(grammar)
            .build();
  }

  /** Whether an answer may be as long as its question. */
  private boolean fits(Request request) {
    int length = request.prompt() instanceof Prompt.Tokens(int[] tokens) ? tokens.length : 0;
    return 2 * length <= work.model().generator().context();
  }

  private Map<String, Object> values(Question question) {
    List<Term> terms = new ArrayList<>(question.sentence.terms());
    terms.addAll(question.hints);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("from", TranslateOptions.name(options.from()));
    values.put("to", TranslateOptions.name(options.to()));
    values.put("domain", options.domain().toString());
    values.put(
        "terms",
        terms.stream().map(term -> pair(term.source(), term.target())).distinct().toList());
    values.put(
        "examples",
        question.examples.stream().map(match -> pair(match.source(), match.target())).toList());
    values.put("text", question.sentence.shown());
    return values;
  }

  private static Map<String, String> pair(String source, String target) {
    return Map.of("source", source, "target", target);
  }

  /** What an answer gives; null if it is to be asked for again. */
  private @Nullable Draft draft(Question question, Answer answer, boolean last) {
    Guarded sentence = question.sentence;
    String target = answer.text().strip();
    boolean cut = answer.finish() == FinishReason.LENGTH;
    boolean whole = sentence.pieces(target) != null;
    if (target.codePoints().noneMatch(Character::isLetter)
        || cut && !last
        || !whole && !usable(sentence)) {
      return null;
    }
    int memory =
        question.examples.stream().mapToInt(TranslationMemory.Match::percent).max().orElse(0);
    Draft draft = new Draft(target, memory, Work.confidence(answer), true, List.of());
    if (!whole) {
      draft = draft.withNote("a placeholder or number was lost");
    }
    if (cut) {
      draft = draft.withNote("the answer was cut off");
    }
    if (target.length() > LONG * sentence.shown().length() + ROOM) {
      draft = draft.withNote("much longer than the source");
    }
    for (Term term : sentence.terms()) {
      draft =
          Glossary.has(target, term)
              ? draft
              : draft.withNote("without the glossary's \"%s\"".formatted(term.target()));
    }
    return draft;
  }

  /** Whether a translation that lost something may stand in the file. */
  private boolean usable(Guarded sentence) {
    return !options.enforced() && sentence.tokens().stream().noneMatch(Token::markup);
  }

  /** The source with the glossary's translations in it. */
  private Draft fallback(Question question) {
    Guarded sentence = question.sentence;
    StringBuilder target = new StringBuilder();
    int at = 0;
    for (Glossary.Match match : options.glossary().matches(sentence.shown(), options.source())) {
      target.append(sentence.shown(), at, match.start()).append(match.term().target());
      at = match.end();
    }
    target.append(sentence.shown(), at, sentence.shown().length());
    return new Draft(
        target.toString(), 0, 0, false, List.of("not translated: the model gave no usable answer"));
  }
}
