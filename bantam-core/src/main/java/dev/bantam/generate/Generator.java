package dev.bantam.generate;

import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameters;
import dev.bantam.model.Architectures;
import dev.bantam.model.EncoderDecoder;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.DType;
import dev.bantam.tokenizer.TokenPair;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Path;
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
 * come while others run join them at the next step. One thread of its own runs the steps and calls
 * the listeners.
 */
public final class Generator implements AutoCloseable {
  /**
   * How a model is run.
   *
   * @param threads threads that compute; 0 for all that the process may use
   * @param context most tokens of a sequence; 0 for what the model was made for
   * @param cacheType how keys and values are stored: {@code F32}, {@code F16} or {@code Q8_0}
   * @param chunk most tokens run at once, when a prompt is read
   * @param parallel most sequences worked on at once, as far as memory has room for them
   * @param speculate most tokens guessed at once where a guess is likely to save time, from what
   *     the text says earlier or by the draft model; answers do not depend on it; 0 for none
   * @param draft a small model of the same vocabulary that guesses, or null
   * @param adapters what is added to the model's weights, as far as a request does not say
   *     otherwise
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
   * @param name what requests call it
   * @param path a PEFT folder, or a GGUF file
   * @param weight by what its effect is multiplied where a request does not say otherwise; 0 for an
   *     adapter that only counts for those who ask for it
   */
  public record AdapterFile(String name, Path path, float weight) {
    /** Called as the file or folder is. */
    public AdapterFile(Path path, float weight) {
      this(String.valueOf(path.getFileName()), path, weight);
    }
  }

  /**
   * What a generator is busy with.
   *
   * @param running requests that are being answered
   * @param waiting requests that wait for a place
   */
  public record Load(int running, int waiting) {}

  private final ModelFile file;
  private final OpenAdapters adapters;
  private final Model model;
  private final Tokenizer tokenizer;
  private final Team team;
  private final Engine engine;
  private final int context;
  private final Pooling pooling;
  private final PromptEncoder prompts;
  private final Decoder decoder;
  private final EngineLoop loop;

  /** Who may use the engine; fair, so that who has an answer is not kept by those who have none. */
  private final ReentrantLock turns = new ReentrantLock(true);

  private final Scorer scorer;
  private final Embedder embedder;
  private final Ranker ranker;

  private Generator(ModelFile file, Options options) throws IOException {
    this.file = file;
    this.adapters = OpenAdapters.of(options, file);
    this.model = Architectures.wire(file, options.context(), adapters.all(), new Parameters());
    Model.Facts facts = model.facts();
    MemoryNeed need =
        MemoryNeed.of(file, facts.memory(), facts.causal() ? options.cacheType() : DType.F32)
            .with(adapters.all());
    this.context = context(options, facts, need);
    this.tokenizer = Tokenizer.of(file);
    this.pooling = Pooling.of(file.metadata(), facts.architecture(), facts.causal());
    this.prompts = prompts(file, tokenizer, options.template());
    this.team = new Team(options.threads() == 0 ? Team.availableThreads() : options.threads());
    // Sequences that are decoded and those that are scored or embedded meanwhile; idle ones.
    long wanted = 2 * (options.parallel() + 1L) * context;
    long capacity = Math.min(wanted, need.tokensWithin(options.memory()));
    this.engine =
        new Engine(model, team, options.cacheType(), capacity, options.chunk(), adapters.mix());
    int together = Math.clamp(capacity / context, 1, options.parallel());
    this.scorer = new Scorer(engine, context);
    this.embedder = new Embedder(engine, context, together);
    this.ranker = Ranker.of(file, model, engine, tokenizer, context);
    try {
      this.decoder =
          new Decoder(model, engine, tokenizer, context, options.parallel(), drafter(options));
    } catch (IOException | RuntimeException | Error e) {
      team.close();
      engine.close();
      throw e;
    }
    this.loop = new EngineLoop(decoder, turns);
  }

  private static PromptEncoder prompts(
      ModelFile file, Tokenizer tokenizer, @Nullable String template) throws IOException {
    return template == null
        ? new PromptEncoder(file, tokenizer)
        : new PromptEncoder(
            ChatTemplate.of("template", template, tokenizer.bosText(), tokenizer.eosText()),
            tokenizer);
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
    return adapters.all();
  }

  /** What requests call the adapters. */
  public List<String> adapterNames() {
    return adapters.names();
  }

  /** What it is busy with. */
  public Load load() {
    return new Load(decoder.running(), decoder.waiting());
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
    return engine.cache().bytes();
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
    return encode(prompt, adapters.mix());
  }

  private int[] encode(Prompt prompt, AdapterMix wanted) {
    int[] tokens = prompts.encode(prompt);
    for (int i = 0; i < adapters.all().size(); i++) {
      Adapter adapter = adapters.all().get(i);
      if (adapter.prompt() != null && wanted.scale(i) != 0) {
        int[] before = adapter.virtualTokens(model.facts().vocabulary());
        int[] all = Arrays.copyOf(before, before.length + tokens.length);
        System.arraycopy(tokens, 0, all, before.length, tokens.length);
        return all;
      }
    }
    return tokens;
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
    checkNotListener();
    return submit(request, listener).await().orThrow();
  }

  /**
   * Begins to answer a request, together with whatever else is being answered, and returns at once.
   */
  public AnswerStream stream(Request request) {
    AnswerStream stream = new AnswerStream(loop::wake);
    submit(request, stream.listener()).whenDone(stream::end);
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
    checkNotListener();
    List<Decoder.Ticket> tickets =
        requests.stream().map(request -> submit(request, Listener.NONE)).toList();
    return tickets.stream().map(Decoder.Ticket::await).toList();
  }

  private Decoder.Ticket submit(Request request, Listener listener) {
    try {
      AdapterMix wanted = adapters.mix().with(request.adapters(), adapters.names());
      int[] tokens = encode(request.prompt(), wanted);
      Decoder.Ticket ticket = decoder.submit(new Decoder.Job(request, tokens, wanted, listener));
      loop.wake();
      return ticket;
    } catch (RuntimeException e) { // of the chat template, or an adapter's name
      return Decoder.Ticket.failed(e);
    }
  }

  /** A listener that waited for an answer would wait for ever: it is the engine that calls it. */
  private void checkNotListener() {
    if (loop.isCaller()) {
      throw new IllegalStateException("a listener cannot ask the model that is calling it");
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
    return scoreAll(List.of(new Passage(tokens, from))).getFirst();
  }

  /**
   * Scores several continuations of one text.
   *
   * @param prompt at least 1 token
   * @return the score of each continuation's tokens
   * @throws ContextOverflowException if one does not fit the context
   */
  public List<Score> scoreAll(int[] prompt, List<int[]> continuations) {
    return scoreAll(
        continuations.stream().map(continuation -> Passage.of(prompt, continuation)).toList());
  }

  /**
   * Scores passages together, each as if it were alone. What they begin with in common is read
   * once.
   *
   * @return the score of each one's tokens, in their order
   * @throws ContextOverflowException if one does not fit the context
   */
  public List<Score> scoreAll(List<Passage> passages) {
    checkScores();
    long tokens = passages.stream().mapToLong(passage -> passage.tokens().length).sum();
    return inTurn(
        () -> {
          makeRoom(tokens);
          return scorer.scoreAll(passages);
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

  /** Whether the model continues texts, and so can score them. */
  public boolean continuesTexts() {
    return model.facts().vocabulary() > 0 && !(model instanceof EncoderDecoder);
  }

  private void checkScores() {
    if (!continuesTexts()) {
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
    return embedTokens(tokens, pooling, normalize);
  }

  /** As {@link #embedAll}, for texts that are tokens already, with all that the model expects. */
  public List<float[]> embedTokens(List<int[]> tokens, Pooling pooling, boolean normalize) {
    List<TokenPair> texts = tokens.stream().map(TokenPair::single).toList();
    return inTurn(
        () -> {
          makeRoom(embedder.tokens(texts));
          return embedder.embed(texts, pooling, normalize);
        });
  }

  /** Whether the model was made to tell how well a text answers a query: a cross-encoder. */
  public boolean ranks() {
    return ranker.ranks();
  }

  /**
   * How well documents answer a query, by a cross-encoder. The end of a document that does not fit
   * the context is not read.
   *
   * @return for each document, from 0 (not at all) to 1
   * @throws IllegalArgumentException if the model is no cross-encoder
   */
  public double[] relevance(String query, List<String> documents) {
    List<TokenPair> pairs = ranker.pairs(query, documents);
    return inTurn(
        () -> {
          makeRoom(embedder.tokens(pairs));
          return ranker.relevance(embedder.embed(pairs, ranker.pooling(), false));
        });
  }

  /** Ends the threads, frees the cache and closes the file. */
  @Override
  public void close() throws IOException {
    loop.close();
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
