package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tokenizer.json} of the Hugging Face {@code tokenizers} library. An added token
 * marked {@code normalized} is looked for in the text as it is.
 */
final class TokenizerJson {
  private static final int LONGEST_WORDPIECE_WORD = 100;

  private final HfJson model;
  private final String type;
  private final HfVocabulary tokens;
  private final HfNormalizers normalizers;
  private final HfPreTokenizers preTokenizers;
  private final Vocabulary vocabulary;
  private final int unknown;
  private final Merges merges;
  private final HfAffixes affixes;
  private final @Nullable HfJson decoder;

  private TokenizerJson(HfJson json) throws MalformedFileException {
    model = json.object("model");
    type = model.text("type", guess());
    normalizers = new HfNormalizers(json.objectOrNull("normalizer"));
    preTokenizers = new HfPreTokenizers(json.objectOrNull("pre_tokenizer"));
    decoder = json.objectOrNull("decoder");
    tokens = new HfVocabulary(json.source());
    if (model.get("vocab") instanceof List<?> list) {
      tokens.addScored(model, list);
    } else {
      tokens.addMap(model.object("vocab"));
    }
    if (json.has("added_tokens")) {
      tokens.addTokens(json.objects("added_tokens"));
    }
    if (model.bool("byte_fallback", false)) {
      tokens.markBytes();
    }
    if (type.equals("WordPiece")) {
      String mark = model.text("continuing_subword_prefix", "##");
      tokens.rewrite(text -> text.startsWith(mark) ? text.substring(mark.length()) : "▁" + text);
    }
    vocabulary = tokens.build();
    unknown = unknownToken();
    merges = type.equals("BPE") ? Merges.parse(model.source(), model.list("merges")) : Merges.NONE;
    affixes = HfAffixes.read(json.objectOrNull("post_processor"), vocabulary.size());
  }

  static TokenizerJson read(HfJson json) throws MalformedFileException {
    return new TokenizerJson(json);
  }

  /** Old files do not say which model they hold. */
  private String guess() {
    if (model.has("merges")) {
      return "BPE";
    }
    return model.get("vocab") instanceof List<?> ? "Unigram" : "WordPiece";
  }

  private int unknownToken() throws MalformedFileException {
    int id = -1;
    if (model.has("unk_id")) {
      id = model.id("unk_id", vocabulary.size());
    } else if (model.has("unk_token")) {
      id = tokenId(model.text("unk_token"));
    }
    if (id >= 0) {
      vocabulary.add(id, Vocabulary.UNKNOWN);
    }
    return id;
  }

  private int tokenId(String text) {
    int id = vocabulary.id(text);
    return id >= 0 ? id : vocabulary.id("▁" + text);
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Id for what the vocabulary lacks, or -1. */
  int unknown() {
    return unknown;
  }

  HfAffixes affixes() {
    return affixes;
  }

  SpecialTokens specialTokens() {
    return new SpecialTokens(vocabulary, SpecialTokens.Order.LEFTMOST, tokens.added());
  }

  Segmenter segmenter() throws MalformedFileException {
    return new Pipeline(
        normalizers.steps(), preTokenizers.splitters(), preTokenizers.steps(), wordModel());
  }

  private WordModel wordModel() throws MalformedFileException {
    boolean byteFallback = model.bool("byte_fallback", false);
    return switch (type) {
      case "BPE" -> bpe(byteFallback);
      case "Unigram" -> new Unigram(vocabulary, unigramKinds(), requireUnknown(), byteFallback);
      case "WordPiece" ->
          new WordPiece(
              vocabulary,
              id -> !vocabulary.text(id).startsWith("▁"),
              requireUnknown(),
              model.has("max_input_chars_per_word")
                  ? model.id("max_input_chars_per_word", Integer.MAX_VALUE)
                  : LONGEST_WORDPIECE_WORD);
      case "WordLevel" -> {
        int fallback = requireUnknown();
        yield (text, from, to, out) -> {
          int id = vocabulary.id(text, from, to);
          out.add(id >= 0 ? id : fallback);
        };
      }
      default -> throw model.wrong("unknown model '" + type + "'");
    };
  }

  /** All but the added tokens, which are found before the model sees a text. */
  private static Unigram.Kinds unigramKinds() {
    int own = Vocabulary.NORMAL | Vocabulary.BYTE;
    return new Unigram.Kinds(own, own, 0);
  }

  private int requireUnknown() throws MalformedFileException {
    if (unknown < 0) {
      throw model.wrong("a " + type + " model without a token for unknown text");
    }
    return unknown;
  }

  private Bpe bpe(boolean byteFallback) throws MalformedFileException {
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.text(affix, "").isEmpty()) {
        throw model.wrong("BPE with '" + affix + "' is not known");
      }
    }
    Bpe bpe =
        new Bpe(
            vocabulary,
            merges,
            new Bpe.Options(
                preTokenizers.byteLevel(),
                model.bool("ignore_merges", false),
                false,
                byteFallback,
                unknown,
                model.bool("fuse_unk", false)));
    if (bpe.unknownMerge() >= 0) {
      String text = merges.texts()[bpe.unknownMerge()];
      throw model.wrong("merge " + bpe.unknownMerge() + " '" + text + "' names what is no token");
    }
    return bpe;
  }

  Pieces pieces() throws MalformedFileException {
    Pieces pieces = type.equals("WordPiece") ? Pieces.METASPACE : Pieces.PLAIN;
    for (HfJson part : decoders()) {
      switch (part.type()) {
        case "ByteLevel" -> pieces = Pieces.BYTE_LEVEL;
        case "Metaspace" -> pieces = Pieces.METASPACE;
        case "Replace" -> {
          HfJson pattern = part.object("pattern");
          boolean space =
              pattern.text("String", "").equals("▁") && part.text("content").equals(" ");
          pieces = space ? Pieces.METASPACE : pieces;
        }
        case "ByteFallback", "Fuse", "Strip", "WordPiece" -> {}
        default -> throw part.wrong("unknown decoder '" + part.type() + "'");
      }
    }
    return pieces;
  }

  TokenizerSpec.FirstSpace firstSpace() throws MalformedFileException {
    boolean drops = false;
    for (HfJson part : decoders()) {
      drops |=
          switch (part.type()) {
            case "Strip" -> part.text("content", " ").equals(" ") && part.id("start", 1 << 16) > 0;
            case "Metaspace" ->
                part.has("prepend_scheme")
                    ? !part.text("prepend_scheme").equals("never")
                    : part.bool("add_prefix_space", true);
            case "WordPiece" -> true;
            default -> false;
          };
    }
    return drops ? TokenizerSpec.FirstSpace.DROPPED : TokenizerSpec.FirstSpace.KEPT;
  }

  /** Whether the decoder itself tidies spaces. */
  boolean cleansSpaces() throws MalformedFileException {
    boolean cleans = false;
    for (HfJson part : decoders()) {
      cleans |= part.type().equals("WordPiece") && part.bool("cleanup", true);
    }
    return cleans;
  }

  private List<HfJson> decoders() throws MalformedFileException {
    return decoder == null ? List.of() : decoder.flatten("decoders");
  }

  /** What GGUF needs to know. */
  GgufExport export() throws MalformedFileException {
    boolean spaced = normalizers.prependsSpace() || preTokenizers.prependsSpace();
    return switch (type) {
      case "BPE" ->
          preTokenizers.byteLevel()
              ? GgufExport.bpe(vocabulary, merges, preTokenizerName())
              : GgufExport.sentencePiece(vocabulary, merges, spaced);
      case "Unigram" ->
          GgufExport.unigram(
              vocabulary,
              spaced,
              preTokenizers.splitsSpaces() || normalizers.mergesSpaces(),
              normalizers.charsmap());
      case "WordPiece" ->
          GgufExport.wordPiece(vocabulary, normalizers.lowercases(), normalizers.stripsAccents());
      default -> throw model.wrong("GGUF has no form for a " + type + " model");
    };
  }

  private String preTokenizerName() throws MalformedFileException {
    boolean ignoresMerges = model.bool("ignore_merges", false);
    String name = PreTokenizers.nameOf(preTokenizers.splitters(), ignoresMerges);
    if (name == null || !preTokenizers.steps().isEmpty()) {
      throw model.wrong("GGUF has no name for this pre-tokenizer");
    }
    return name;
  }
}
