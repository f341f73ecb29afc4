package dev.bantam.generate;

import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Rows;
import dev.bantam.model.Architectures;
import dev.bantam.model.EncoderDecoder;
import dev.bantam.model.Model;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Guesses by what a smaller model of the same vocabulary finds most likely (arXiv 2211.17192). It
 * goes on guessing while that is likely enough to be right to pay for both models' work.
 */
final class DraftModel implements Drafter {
  /** Levels of confidence: how likely the small model finds its guess, in tenths. */
  private static final int LEVELS = 10;

  /** The level that stands for a guess before it is made. */
  private static final int ANY = LEVELS;

  /** Where guessing does not seem worth its time, it is tried again after this many steps. */
  private static final int PAUSE = 16;

  /** No guess follows one that is right with less than this chance. */
  private static final double UNSURE = 0.2;

  /** Vocabularies may differ in length by this much: some are filled up to a round number. */
  private static final int MAX_PADDING = 128;

  private final ModelFile file;
  private final Engine engine;
  private final PrefixCache prefixes;
  private final int vocabulary;
  private final int context;
  private final int most;
  private final Map<Generation, Text> texts = new HashMap<>();

  /** Nanoseconds that a guess took lately. */
  private double nanos;

  /**
   * Opens a small model.
   *
   * @param file closed with this
   * @param options how the large model is run
   * @param tokenizer the large model's
   * @throws IllegalArgumentException if the model cannot guess for the large one
   */
  DraftModel(ModelFile file, Generator.Options options, Tokenizer tokenizer, Team team)
      throws IOException {
    this.file = file;
    this.vocabulary = sharedVocabulary(tokenizer, Tokenizer.of(file));
    Model model = Architectures.wire(file, 0);
    Model.Facts facts = model.facts();
    this.context =
        options.context() == 0 ? facts.context() : Math.min(options.context(), facts.context());
    this.most = options.speculate();
    long capacity = (options.parallel() + 1L) * context;
    this.engine = new Engine(model, team, options.cacheType(), capacity, options.chunk());
    this.prefixes = new PrefixCache(engine, context);
    try {
      checkGoesBack(model);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /** Runs one token, which shows whether the model has recurrent state. */
  private void checkGoesBack(Model model) {
    Sequence sequence = engine.open();
    if (model.facts().vocabulary() > 0 && !(model instanceof EncoderDecoder)) {
      sequence.append(0);
      engine.step(List.of(sequence));
    }
    boolean goesBack = sequence.cached() > 0 && !engine.cache().hasState(sequence.id());
    engine.close(sequence);
    if (!goesBack) {
      throw new IllegalArgumentException(
          "a %s model cannot be the draft model: it must continue texts and have no recurrent state"
              .formatted(model.facts().architecture()));
    }
  }

  /**
   * The number of tokens that two models share.
   *
   * @throws IllegalArgumentException if their vocabularies differ in more than padding
   */
  static int sharedVocabulary(Tokenizer large, Tokenizer small) {
    int shared = Math.min(large.size(), small.size());
    for (int id = 0; id < shared; id++) {
      if (!Arrays.equals(large.piece(id, true), small.piece(id, true))) {
        throw new IllegalArgumentException(
            "the draft model has another vocabulary: its token %d is '%s', the model's is '%s'"
                .formatted(id, small.text(id), large.text(id)));
      }
    }
    if (Math.abs(large.size() - small.size()) > MAX_PADDING) {
      throw new IllegalArgumentException(
          "the draft model has another vocabulary: %d tokens, the model has %d"
              .formatted(small.size(), large.size()));
    }
    return shared;
  }

  @Override
  public void draft(List<Generation> generations, StepBudget budget) {
    List<Text> drafting = new ArrayList<>();
    for (Generation generation : generations) {
      Text text = texts.computeIfAbsent(generation, Text::new);
      if (text.begin(budget)) {
        drafting.add(text);
      }
    }
    List<Sequence> sequences = drafting.stream().map(text -> text.tokens).toList();
    while (true) {
      long start = System.nanoTime();
      int rows = engine.step(sequences);
      if (rows == 0) {
        break;
      }
      if (rows <= sequences.size()) { // else much was unread
        nanos += 0.2 * ((double) (System.nanoTime() - start) / rows - nanos);
      }
    }
    drafting.forEach(text -> text.end(budget));
  }

  @Override
  public void forget(Generation generation) {
    Text text = texts.remove(generation);
    if (text != null) {
      prefixes.give(text.tokens);
    }
  }

  @Override
  public void close() throws IOException {
    engine.close();
    file.close();
  }

  /** A token and how sure the small model is of it. */
  private record Guess(int token, int level) {}

  /** The small model's view of one text. */
  private final class Text {
    private final Generation generation;
    private final Acceptance acceptance = new Acceptance(expected());
    private final List<Guess> guesses = new ArrayList<>();
    private final Sequence tokens;
    private final double[] chances = new double[most];
    private int size;
    private int room;
    private int skipped;

    Text(Generation generation) {
      this.generation = generation;
      Sequence text = generation.sequence();
      tokens = prefixes.take(text.tokens(text.size()), AdapterMix.NONE, List.of());
    }

    /** Makes ready for guesses after the text as it is now; false if there shall be none. */
    boolean begin(StepBudget budget) {
      learn();
      size = generation.sequence().size();
      room = Math.min(most, Math.min(generation.guessable(), context - size));
      int planned = budget.plan(acceptance.of(ANY), nanos, room);
      if (room < 1 || planned == 0 && ++skipped < PAUSE) {
        return false;
      }
      room = Math.max(1, planned);
      skipped = 0;
      int[] text = generation.sequence().tokens(size);
      engine.rewind(tokens, PrefixCache.usable(tokens, text));
      int[] unread = Arrays.copyOfRange(text, tokens.size(), size);
      if (Arrays.stream(unread).anyMatch(token -> token >= vocabulary)) {
        return false;
      }
      tokens.append(unread);
      tokens.expect(Sequence.Kind.LOGITS, size - 1, (position, rows, row) -> guess(rows, row));
      return true;
    }

    private void guess(Rows rows, int row) {
      LogProbabilities all = new LogProbabilities(rows, row);
      int token = all.best();
      if (token >= vocabulary) {
        return;
      }
      int level = Math.min(LEVELS - 1, (int) (Math.exp(all.of(token)) * LEVELS));
      int n = guesses.size();
      chances[n] = (n == 0 ? 1 : chances[n - 1]) * acceptance.of(level);
      guesses.add(new Guess(token, level));
      if (n + 1 < room && chances[n] > UNSURE) {
        tokens.append(token);
      }
    }

    void end(StepBudget budget) {
      int n = budget.take(chances, guesses.size());
      generation.guess(guesses.stream().limit(n).mapToInt(Guess::token).toArray());
    }

    /** Compares what came with what was guessed, up to the first difference. */
    private void learn() {
      Sequence text = generation.sequence();
      boolean right = true;
      for (int i = 0; right && i < guesses.size() && size + i < text.size(); i++) {
        right = text.token(size + i) == guesses.get(i).token();
        acceptance.saw(guesses.get(i).level(), right);
        acceptance.saw(ANY, right);
      }
      guesses.clear();
    }
  }

  /** A guess is as often right as the small model says, until it is known better. */
  private static double[] expected() {
    double[] expected = new double[LEVELS + 1];
    for (int level = 0; level < LEVELS; level++) {
      expected[level] = (level + 0.5) / LEVELS;
    }
    expected[ANY] = 0.7;
    return expected;
  }
}
