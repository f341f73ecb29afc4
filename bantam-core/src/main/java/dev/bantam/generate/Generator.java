package dev.bantam.generate;

import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameters;
import dev.bantam.model.Adapters;
import dev.bantam.model.Architectures;
import dev.bantam.model.EncoderDecoder;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.DType;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that is ready to answer: the one entry for programs, command line and server.
 *
 * <pre>{@code
 * try (Generator generator = Generator.open(Path.of("model.gguf"))) {
 *   Answer answer = generator.generate(Request.of(Prompt.text("Once upon a time")));
 *   System.out.println(answer.text());
 * }
 * }</pre>
 *
 * <p>An answer is fixed by the model file, the prompt, the sampling options and the seed, whatever
 * the number of threads and whatever else runs. Safe for use from several threads: requests that
 * come while others run join them at the next step, and listeners are called on any of the threads
 * that wait for answers.
 */
public final class Generator implements AutoCloseable {
  /**
   * How a model is run.
   *
   * @param threads threads that compute; 0 for all that the process may use
   * @param context most tokens of a sequence; 0 for what the model was made for
   * @param cacheType how keys and values are stored: {@code F32}, {@code F16} or {@code Q8_0}
   * @param chunk most tokens run at once, when a prompt is read
   * @param parallel most sequences worked on at once
   * @param speculate most tokens guessed at once where a guess is likely to save time, from what
   *     the text says earlier or by the draft model; answers do not depend on it; 0 for none
   * @param draft a small model of the same vocabulary that guesses, or null
   * @param adapters what is added to the model's weights
   * @param template a chat template (Jinja) instead of the model's own, or null
   * @param memory most bytes that the process may take (a draft model not counted): a context of 0
   *     becomes what fits, and cached tokens stay within it; {@code Long.MAX_VALUE} for any number
   */
  public record Options(
      int threads,
      int context,
      DType cacheType,
      int chunk,
      int parallel,
      int speculate,
      @Nullable Path draft,
      List<AdapterFile> adapters,
      @Nullable String template,
      long memory) {
    /** All threads, the model's context, an F16 cache, guesses from the text. */
    public static final Options DEFAULT =
        new Options(0, 0, DType.F16, 256, 4, 16, null, List.of(), null, Long.MAX_VALUE);

    public Options {
      adapters = List.copyOf(adapters);
      check("threads", threads, 0, 1024);
      check("context", context, 0, 1 << 24);
      check("chunk", chunk, 1, 1 << 16);
      check("parallel", parallel, 1, 1024);
      check("speculate", speculate, 0, 256);
    }

    private static void check(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name + " must be from " + min + " to " + max + ", not " + value);
      }
    }

    public Options withThreads(int value) {
      return new Options(
          value, context, cacheType, chunk, parallel, speculate, draft, adapters, template, memory);
    }

    public Options withContext(int value) {
      return new Options(
          threads, value, cacheType, chunk, parallel, speculate, draft, adapters, template, memory);
    }

    public Options withCacheType(DType value) {
      return new Options(
          threads, context, value, chunk, parallel, speculate, draft, adapters, template, memory);
    }

    public Options withChunk(int value) {
      return new Options(
          threads, context, cacheType, value, parallel, speculate, draft, adapters, template,
          memory);
    }

    public Options withParallel(int value) {
      return new Options(
          threads, context, cacheType, chunk, value, speculate, draft, adapters, template, memory);
    }

    public Options withSpeculate(int value) {
      return new Options(
          threads, context, cacheType, chunk, parallel, value, draft, adapters, template, memory);
    }

    public Options withDraft(@Nullable Path value) {
      return new Options(
          threads, context, cacheType, chunk, parallel, speculate, value, adapters, template,
          memory);
    }

    public Options withAdapters(List<AdapterFile> value) {
      return new Options(
          threads, context, cacheType, chunk, parallel, speculate, draft, value, template, memory);
    }

    public Options withTemplate(@Nullable String value) {
      return new Options(
          threads, context, cacheType, chunk, parallel, speculate, draft, adapters, value, memory);
    }

    public Options withMemory(long value) {
      return new Options(
          threads, context, cacheType, chunk, parallel, speculate, draft, adapters, template,
          value);
    }
  }

  /**
   * An adapter of a model.
   *
   * @param path a PEFT folder, or a GGUF file
   * @param weight by what its effect is multiplied
   */
  public record AdapterFile(Path path, float weight) {}

  private final ModelFile file;
  private final List<Adapter> adapters;
  private final int[] virtualTokens;
  private final Model model;
  private final Tokenizer tokenizer;
  private final Team team;
  private final Engine engine;
  private final int context;
  private final Pooling pooling;
  private final PromptEncoder prompts;
  private final Decoder decoder;

  /** Who may use the engine; fair, so that who has an answer is not kept by those who have none. */
  private final ReentrantLock turns = new ReentrantLock(true);

  private final Scorer scorer;
  private final Embedder embedder;

  private Generator(ModelFile file, Options options) throws IOException {
    this.file = file;
    this.adapters = adapters(options, file);
    this.model = Architectures.wire(file, options.context(), adapters, new Parameters());
    this.virtualTokens = virtualTokens(adapters, model.facts().vocabulary(), options);
    Model.Facts facts = model.facts();
    MemoryNeed need =
        MemoryNeed.of(file, facts.memory(), facts.causal() ? options.cacheType() : DType.F32)
            .with(adapters);
    this.context = context(options, facts, need);
    this.tokenizer = Tokenizer.of(file);
    this.pooling = Pooling.of(file.metadata(), facts.architecture(), facts.causal());
    this.prompts = prompts(file, tokenizer, options.template());
    this.team = new Team(options.threads() == 0 ? Team.availableThreads() : options.threads());
    // Sequences that are decoded and those that are scored or embedded meanwhile; idle ones.
    long wanted = 2 * (options.parallel() + 1L) * context;
    long capacity = Math.min(wanted, need.tokensWithin(options.memory()));
    this.engine = new Engine(model, team, options.cacheType(), capacity, options.chunk());
    int together = Math.clamp(capacity / context, 1, options.parallel());
    this.scorer = new Scorer(engine, context, together);
    this.embedder = new Embedder(engine, context, together);
    try {
      this.decoder =
          new Decoder(model, engine, tokenizer, context, options.parallel(), drafter(options));
    } catch (IOException | RuntimeException | Error e) {
      team.close();
      engine.close();
      throw e;
    }
  }

  private static PromptEncoder prompts(
      ModelFile file, Tokenizer tokenizer, @Nullable String template) throws IOException {
    return template == null
        ? new PromptEncoder(file, tokenizer)
        : new PromptEncoder(
            ChatTemplate.of("template", template, tokenizer.bosText(), tokenizer.eosText()),
            tokenizer);
  }

  /** The ids of the one soft prompt that there may be. */
  private static int[] virtualTokens(List<Adapter> adapters, int vocabulary, Options options) {
    List<Adapter> prompts = adapters.stream().filter(a -> a.prompt() != null).toList();
    if (prompts.isEmpty()) {
      return new int[0];
    }
    if (prompts.size() > 1 || options.draft() != null) {
      throw new IllegalArgumentException(
          "a soft prompt (%s) goes with no other and with no draft model"
              .formatted(prompts.getFirst().name()));
    }
    return prompts.getFirst().virtualTokens(vocabulary);
  }

  private static List<Adapter> adapters(Options options, ModelFile file) throws IOException {
    List<Adapter> adapters = new ArrayList<>();
    for (AdapterFile adapter : options.adapters()) {
      adapters.add(Adapters.open(adapter.path(), file).scaled(adapter.weight()));
    }
    return List.copyOf(adapters);
  }

  /**
   * The context that was asked for, or else the model's own as far as memory allows.
   *
   * @throws IllegalArgumentException if the model was not made for it, or it does not fit
   */
  private static int context(Options options, Model.Facts facts, MemoryNeed need) {
    int context = options.context();
    if (context == 0) {
      long pages = Math.max(1, need.tokensWithin(options.memory()) / KvCache.PAGE);
      context = (int) Math.min(facts.context(), pages * KvCache.PAGE);
    }
    if (context > facts.context()) {
      throw new IllegalArgumentException(
          "context %d is more than the %d tokens that the model was made for"
              .formatted(context, facts.context()));
    }
    need.check(options.memory(), context);
    return context;
  }

  private Drafter drafter(Options options) throws IOException {
    Path draft = options.draft();
    if (options.speculate() == 0) {
      return Drafter.NONE;
    }
    if (draft == null) {
      return new PromptLookup(options.speculate());
    }
    ModelFile small = Models.open(draft);
    try {
      return new DraftModel(small, options, tokenizer, team);
    } catch (IOException | RuntimeException | Error e) {
      small.close();
      throw e;
    }
  }

  /** Opens a {@code .gguf} file or a Hugging Face folder with the default options. */
  public static Generator open(Path path) throws IOException {
    return open(path, Options.DEFAULT);
  }

  /**
   * Opens a {@code .gguf} file or a Hugging Face folder.
   *
   * @throws dev.bantam.format.MalformedFileException if it is not well-formed, or of an unknown
   *     architecture, or an adapter is for another model
   * @throws IllegalArgumentException if the options do not fit the model
   */
  public static Generator open(Path path, Options options) throws IOException {
    ModelFile file = Models.open(path);
    try {
      return new Generator(file, options);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** The open model file. */
  public ModelFile file() {
    return file;
  }

  /** What is added to the model's weights. */
  public List<Adapter> adapters() {
    return adapters;
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Most tokens of a sequence. */
  public int context() {
    return context;
  }

  /** Bytes of keys, values and states that are cached now. */
  public long cacheBytes() {
    return inTurn(() -> engine.cache().bytes());
  }

  /**
   * How conversations are written: the model's own template, else the one its family is known to
   * use. Null if there is neither: then the model goes on from what a conversation says, line by
   * line.
   */
  public @Nullable ChatTemplate chatTemplate() {
    return prompts.template();
  }

  /** The tokens that a prompt becomes, with those of a soft prompt before them. */
  public int[] encode(Prompt prompt) {
    int[] tokens = prompts.encode(prompt);
    if (virtualTokens.length == 0) {
      return tokens;
    }
    int[] all = Arrays.copyOf(virtualTokens, virtualTokens.length + tokens.length);
    System.arraycopy(tokens, 0, all, virtualTokens.length, tokens.length);
    return all;
  }

  /** Answers a request. */
  public Answer generate(Request request) {
    return generate(request, Listener.NONE);
  }

  /**
   * Answers a request and tells the listener of each token.
   *
   * @throws ContextOverflowException if the prompt does not fit and may not be cut
   */
  public Answer generate(Request request, Listener listener) {
    return finish(submit(request, listener)).orThrow();
  }

  /**
   * Begins to answer a request, together with whatever else is being answered, and returns at once.
   */
  public AnswerStream stream(Request request) {
    AnswerStream stream = new AnswerStream();
    Listener listener =
        new Listener() {
          @Override
          public void token(TokenEvent event) {
            stream.put(event);
          }

          @Override
          public boolean isCancelled() {
            return stream.isCancelled();
          }
        };
    Thread.ofVirtual().start(() -> stream.put(finish(submit(request, listener))));
    return stream;
  }

  /**
   * Answers several requests together, each as if it were alone. What they begin with in common is
   * read once.
   *
   * @return what became of each, in their order: one that fails does not keep the others from being
   *     answered
   */
  public List<Outcome> generateAll(List<Request> requests) {
    List<Decoder.Ticket> tickets =
        requests.stream().map(request -> submit(request, Listener.NONE)).toList();
    return tickets.stream().map(this::finish).toList();
  }

  private Decoder.Ticket submit(Request request, Listener listener) {
    try {
      return decoder.submit(new Decoder.Job(request, encode(request.prompt()), listener));
    } catch (RuntimeException e) { // of the chat template
      return Decoder.Ticket.failed(e);
    }
  }

  /** Runs steps until an answer is there; the threads that wait for answers take turns. */
  private Outcome finish(Decoder.Ticket ticket) {
    while (true) {
      turns.lock();
      try {
        Outcome outcome = ticket.outcome();
        if (outcome != null) {
          return outcome;
        }
        decoder.step();
      } finally {
        turns.unlock();
      }
    }
  }

  private <T> T inTurn(Supplier<T> task) {
    turns.lock();
    try {
      return task.get();
    } finally {
      turns.unlock();
    }
  }

  /**
   * Scores the tokens from index {@code from} (at least 1) on, each after all before it.
   *
   * @throws ContextOverflowException if there are more than the context holds
   */
  public Score score(int[] tokens, int from) {
    checkScores();
    return inTurn(
        () -> {
          makeRoom(tokens.length);
          return scorer.score(tokens, from);
        });
  }

  /**
   * Scores several continuations of one text, which is read once.
   *
   * @param prompt at least 1 token
   * @return the score of each continuation's tokens
   * @throws ContextOverflowException if one does not fit the context
   */
  public List<Score> scoreAll(int[] prompt, List<int[]> continuations) {
    checkScores();
    return inTurn(
        () -> {
          makeRoom(scorer.tokens(prompt, continuations));
          return scorer.scoreAll(prompt, continuations);
        });
  }

  /**
   * Finds the perplexity of a text by llama.cpp's method.
   *
   * @param size tokens in a chunk, at most the context; the text needs two chunks
   * @param chunks most chunks scored
   * @param done told after each chunk how many are scored
   */
  public Perplexity perplexity(String text, int size, int chunks, IntConsumer done) {
    checkScores();
    int[] tokens = tokenizer.encode(text, true, false);
    int first = tokenizer.addBos() ? tokenizer.bos() : -1;
    return inTurn(
        () -> {
          makeRoom(size);
          return Perplexity.of(scorer, tokens, size, first, chunks, done);
        });
  }

  /** Room for sequences that do not belong to the decoder, or all that there is. */
  private void makeRoom(long tokens) {
    decoder.makeRoom(Math.min(tokens, engine.cache().capacity()));
  }

  private void checkScores() {
    if (model.facts().vocabulary() == 0 || model instanceof EncoderDecoder) {
      throw new IllegalArgumentException(
          model.facts().architecture() + " does not continue texts, so it cannot score them");
    }
  }

  /** What the model was made to pool its embeddings by. */
  public Pooling pooling() {
    return pooling;
  }

  /**
   * Embeds a text as the model was made for, scaled to length 1.
   *
   * @return [width]
   */
  public float[] embed(String text) {
    return embedAll(List.of(text), pooling, true).getFirst();
  }

  /**
   * Embeds texts.
   *
   * @param normalize whether to scale each vector to length 1
   * @return a vector [width] for each
   * @throws ContextOverflowException if one does not fit the context
   */
  public List<float[]> embedAll(List<String> texts, Pooling pooling, boolean normalize) {
    List<int[]> tokens = texts.stream().map(t -> tokenizer.encode(t, true, false)).toList();
    return inTurn(
        () -> {
          makeRoom(embedder.tokens(tokens));
          return embedder.embed(tokens, pooling, normalize);
        });
  }

  /** Ends the threads, frees the cache and closes the file. */
  @Override
  public void close() throws IOException {
    turns.lock();
    try {
      decoder.close();
      team.close();
      engine.close();
      file.close();
      Matrix.freeUnused();
    } finally {
      turns.unlock();
    }
  }
}
