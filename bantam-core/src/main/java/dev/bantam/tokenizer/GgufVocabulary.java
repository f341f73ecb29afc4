package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tokenizer from GGUF metadata, with the reference engine's defaults for what a file omits.
 */
final class GgufVocabulary {
  static final String KEYS = "tokenizer.";
  static final String PREFIX = "tokenizer.ggml.";
  static final String TEMPLATE = "tokenizer.chat_template";
  private static final List<String> MODELS =
      List.of("llama", "gpt2", "bert", "t5", "gemma4", "whitespace");

  private final String source;
  private final Metadata metadata;
  private final String model;
  private final PreTokenizers.@Nullable Entry pre;
  private final Vocabulary vocabulary;
  private final Map<SpecialRole, Integer> roles = new EnumMap<>(SpecialRole.class);

  private GgufVocabulary(String source, Metadata metadata) throws MalformedFileException {
    this.source = source;
    this.metadata = metadata;
    model = metadata.string(PREFIX + "model");
    if (!MODELS.contains(model)) {
      throw new MalformedFileException(
          source, -1, "unknown tokenizer model '" + model + "'; known: " + MODELS);
    }
    pre = isBpe() ? preTokenizer() : null;
    vocabulary = vocabulary();
  }

  static boolean isIn(Metadata metadata) {
    return metadata.has(PREFIX + "model");
  }

  static TokenizerSpec read(String source, Metadata metadata) throws MalformedFileException {
    return new GgufVocabulary(source, metadata).spec();
  }

  private boolean isBpe() {
    return !model.equals("llama") && !model.equals("bert") && !model.equals("t5");
  }

  private PreTokenizers.Entry preTokenizer() throws MalformedFileException {
    String name = metadata.string(PREFIX + "pre", "");
    if (model.equals("gemma4") || model.equals("whitespace")) {
      name = model;
    } else if (name.isEmpty()) {
      name = "default";
    }
    PreTokenizers.Entry entry = PreTokenizers.named(name);
    if (entry == null) {
      throw new MalformedFileException(
          source,
          -1,
          "unknown pre-tokenizer '"
              + name
              + "'; known: "
              + String.join(" ", PreTokenizers.names()));
    }
    return entry;
  }

  private Vocabulary vocabulary() throws MalformedFileException {
    String[] texts = metadata.strings(PREFIX + "tokens").toArray(String[]::new);
    for (int id = 0; id < texts.length; id++) {
      if (texts[id].isEmpty()) {
        texts[id] = "[EMPTY_" + id + "]";
      }
    }
    short[] kinds = new short[texts.length];
    int[] types = null;
    if (metadata.has(PREFIX + "token_type")) {
      types = metadata.integers(PREFIX + "token_type");
      checkLength("token_type", types.length, texts.length);
    }
    for (int id = 0; id < kinds.length; id++) {
      kinds[id] = types == null ? Vocabulary.NORMAL : Vocabulary.ofGguf(types[id]);
    }
    return new Vocabulary(source, texts, scores(texts.length), kinds);
  }

  private float @Nullable [] scores(int count) throws MalformedFileException {
    Object value = metadata.get(PREFIX + "scores");
    if (value == null) {
      return null;
    }
    if (value instanceof int[] whole) {
      checkLength("scores", whole.length, count);
      float[] scores = new float[whole.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = whole[i];
      }
      return scores;
    }
    float[] scores = metadata.reals(PREFIX + "scores");
    checkLength("scores", scores.length, count);
    return scores;
  }

  private void checkLength(String key, int length, int tokens) throws MalformedFileException {
    if (length < tokens) {
      throw new MalformedFileException(
          source,
          -1,
          "'" + PREFIX + key + "' has " + length + " entries for " + tokens + " tokens");
    }
  }

  private TokenizerSpec spec() throws MalformedFileException {
    defaultRoles();
    readRoles();
    // Marked as control by the file or, below, known for it: content becomes neither.
    Set<Integer> control = new HashSet<>();
    int steering = Vocabulary.CONTROL | Vocabulary.UNKNOWN;
    vocabulary.ids(steering).forEach(control::add);
    Set<Integer> ends = EndOfGeneration.find(vocabulary, roles, List.of());
    vocabulary.ids(steering).forEach(control::add);
    int[] special = vocabulary.ids(Vocabulary.SPECIAL).toArray();
    markStripping(special);
    boolean spaced = metadata.bool(PREFIX + "add_space_prefix", model.equals("llama"));
    return new TokenizerSpec(
        vocabulary,
        roles,
        ends,
        control,
        new SpecialTokens(vocabulary, SpecialTokens.Order.LONGEST, special),
        segmenter(spaced),
        prefix(),
        suffix(),
        separator(),
        pre == null || pre.metaspace()
            ? Pieces.METASPACE
            : pre.raw() ? Pieces.PLAIN : Pieces.BYTE_LEVEL,
        spaced ? TokenizerSpec.FirstSpace.DROPPED_FROM_TOKEN : TokenizerSpec.FirstSpace.KEPT,
        pre == null ? model.equals("bert") : pre.cleansSpaces(),
        templates(),
        size -> entries());
  }

  private void defaultRoles() {
    switch (model) {
      case "llama" -> defaults(1, 2, 0, -1, -1, -1);
      case "bert" -> defaults(101, -1, 100, 102, 0, 103);
      case "t5" -> defaults(-1, 1, 2, -1, 0, -1);
      case "gpt2", "whitespace" ->
          defaults(pre != null && pre.lacksBos() ? -1 : 11, 11, -1, -1, -1, -1);
      default -> {} // the file names them all
    }
  }

  private void defaults(int bos, int eos, int unknown, int separator, int padding, int mask) {
    SpecialRole[] order = {
      SpecialRole.BOS,
      SpecialRole.EOS,
      SpecialRole.UNKNOWN,
      SpecialRole.SEPARATOR,
      SpecialRole.PADDING,
      SpecialRole.MASK
    };
    int[] ids = {bos, eos, unknown, separator, padding, mask};
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= 0 && ids[i] < vocabulary.size()) {
        roles.put(order[i], ids[i]);
      }
    }
  }

  /** The roles that the file names; one that names no token counts for nothing. */
  private void readRoles() throws MalformedFileException {
    for (SpecialRole role : SpecialRole.values()) {
      readRole(role.key(), role);
    }
    readRole(PREFIX + "prefix_token_id", SpecialRole.FIM_PREFIX); // names of old files
    readRole(PREFIX + "suffix_token_id", SpecialRole.FIM_SUFFIX);
    readRole(PREFIX + "middle_token_id", SpecialRole.FIM_MIDDLE);
  }

  private void readRole(String key, SpecialRole role) throws MalformedFileException {
    int id = metadata.integer(key, -1);
    if (id >= 0 && id < vocabulary.size()) {
      roles.put(role, id);
    }
  }

  private Segmenter segmenter(boolean spaced) throws MalformedFileException {
    int unknown = roles.getOrDefault(SpecialRole.UNKNOWN, -1);
    if (model.equals("llama")) {
      return new SentencePiece(vocabulary, spaced, unknown);
    }
    if (model.equals("bert")) {
      boolean lowercase = metadata.bool(PREFIX + "normalizer.lowercase", true);
      boolean strip = metadata.bool(PREFIX + "normalizer.strip_accents", lowercase);
      WordPiece words = new WordPiece(vocabulary, id -> true, unknown, Integer.MAX_VALUE);
      WordStep split = BertWords.gguf(lowercase, strip);
      return new Pipeline(List.of(), List.of(), List.of(split), words);
    }
    return pre == null ? unigram(spaced, unknown) : bpe(pre);
  }

  private Segmenter unigram(boolean spaced, int unknown) throws MalformedFileException {
    Object map = metadata.get(PREFIX + "precompiled_charsmap");
    if (map != null && !(map instanceof byte[])) {
      throw new MalformedFileException(
          source, -1, "'" + PREFIX + "precompiled_charsmap' is not an array of bytes");
    }
    Unigram.Kinds kinds =
        new Unigram.Kinds(
            Vocabulary.NORMAL | Vocabulary.USER_DEFINED | Vocabulary.UNUSED,
            Vocabulary.NORMAL,
            Vocabulary.USER_DEFINED);
    return new SpacedUnigram(
        vocabulary,
        map instanceof byte[] bytes ? new Charsmap(source, bytes) : null,
        spaced,
        metadata.bool(PREFIX + "remove_extra_whitespaces", false),
        new Unigram(vocabulary, kinds, Math.max(unknown, 0), false));
  }

  private Segmenter bpe(PreTokenizers.Entry entry) throws MalformedFileException {
    // Kimi K2's files have a list of ranked tokens in place of merges.
    Merges merges =
        entry.name().equals("kimi-k2") && !metadata.has(PREFIX + "merges")
            ? Merges.NONE
            : Merges.parse(source, metadata.strings(PREFIX + "merges").toArray(String[]::new));
    Bpe model =
        new Bpe(
            vocabulary,
            merges,
            new Bpe.Options(
                !entry.raw(), entry.ignoresMerges(), entry.keepsLines(), entry.raw(), -1, false));
    List<Normalizer> normalizers =
        entry.metaspace() ? List.of(text -> text.replace(' ', '▁')) : List.of();
    return new Pipeline(normalizers, entry.splitters(), List.of(), model);
  }

  private List<Integer> prefix() throws MalformedFileException {
    boolean byDefault = model.equals("llama") || pre != null && pre.addsBos();
    boolean adds =
        model.equals("bert")
            || pre != null && pre.keepsLines() // Gemma 4's files claim not to
            || metadata.bool(PREFIX + "add_bos_token", byDefault);
    return one(adds, SpecialRole.BOS);
  }

  private List<Integer> suffix() throws MalformedFileException {
    if (model.equals("bert")) {
      return one(true, SpecialRole.SEPARATOR);
    }
    return one(metadata.bool(PREFIX + "add_eos_token", model.equals("t5")), SpecialRole.EOS);
  }

  /** What BERT's like need is the first text's suffix. */
  private List<Integer> separator() throws MalformedFileException {
    boolean adds = !model.equals("bert") && metadata.bool(PREFIX + "add_sep_token", false);
    return one(adds, SpecialRole.SEPARATOR);
  }

  private List<Integer> one(boolean present, SpecialRole role) {
    Integer id = roles.get(role);
    return present && id != null ? List.of(id) : List.of();
  }

  /** Which tokens take white space beside them along: GGUF has no key for it. */
  private void markStripping(int[] special) throws MalformedFileException {
    String preName = metadata.string(PREFIX + "pre", "");
    String architecture = metadata.string("general.architecture", "");
    String name = metadata.string("general.name", "").toLowerCase(Locale.ROOT);
    if (preName.startsWith("jina-v2-")
        || architecture.contains("nomic-bert-moe")
        || architecture.contains("jina-bert-v3")) {
      mark("<mask>", Vocabulary.STRIP_LEFT);
    } else if (name.contains("phi-3") || name.contains("phi3")) {
      for (int id : special) {
        vocabulary.add(id, Vocabulary.STRIP_RIGHT);
      }
      mark("</s>", Vocabulary.STRIP_RIGHT);
      for (String text : List.of("<unk>", "<s>", "<|endoftext|>")) {
        int id = vocabulary.id(text);
        if (id >= 0) {
          vocabulary.remove(id, Vocabulary.STRIP_RIGHT);
        }
      }
    } else if (name.contains("modern-bert")) {
      mark("[MASK]", Vocabulary.STRIP_LEFT);
    }
  }

  private void mark(String text, int kind) {
    int id = vocabulary.id(text);
    if (id >= 0) {
      vocabulary.add(id, kind);
    }
  }

  private Map<String, String> templates() throws MalformedFileException {
    Map<String, String> templates = new LinkedHashMap<>();
    if (metadata.has(TEMPLATE)) {
      templates.put("default", metadata.string(TEMPLATE));
    }
    for (String key : metadata.values().keySet()) {
      if (key.startsWith(TEMPLATE + ".")) {
        templates.put(key.substring(TEMPLATE.length() + 1), metadata.string(key));
      }
    }
    return templates;
  }

  private Map<String, Object> entries() {
    Map<String, Object> entries = new LinkedHashMap<>();
    metadata
        .values()
        .forEach(
            (key, value) -> {
              if (key.startsWith(KEYS)) {
                entries.put(key, value);
              }
            });
    return entries;
  }
}
