package dev.bantam.tokenizer;

import dev.bantam.format.Llama2c;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, as a model was trained with. From GGUF it equals llama.cpp token for
 * token.
 *
 * <p>Immutable, and safe for many threads at once.
 */
public final class Tokenizer {
  private final TokenizerSpec spec;
  private final Vocabulary vocabulary;

  private Tokenizer(TokenizerSpec spec) {
    this.spec = spec;
    this.vocabulary = spec.vocabulary();
  }

  /** A model's tokenizer: from its metadata, or else from the files beside it. */
  public static Tokenizer of(ModelFile model) throws IOException {
    if (GgufVocabulary.isIn(model.metadata())) {
      return new Tokenizer(GgufVocabulary.read(model.path().toString(), model.metadata()));
    }
    return ofFolder(model instanceof Llama2c ? besideCheckpoint(model) : model.path());
  }

  /**
   * The vocabulary of a llama2.c checkpoint: {@code tokenizer.bin}, or {@code tok512.bin} for 512
   * tokens.
   */
  private static Path besideCheckpoint(ModelFile model) throws MalformedFileException {
    Tensor embedding = model.tensors().get("token_embd.weight");
    String sized = "tok" + (embedding == null ? "" : embedding.rows()) + ".bin";
    for (String name : List.of("tokenizer.bin", sized)) {
      Path file = model.path().resolveSibling(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new MalformedFileException(
        model.path(), -1, "has no vocabulary beside it: tokenizer.bin or " + sized);
  }

  /** From the {@code tokenizer.*} entries of GGUF metadata. */
  public static Tokenizer ofMetadata(Metadata metadata) throws MalformedFileException {
    return new Tokenizer(GgufVocabulary.read("metadata", metadata));
  }

  /**
   * From {@code tokenizer.json} in a Hugging Face folder with the configuration files beside it, or
   * else from {@code tokenizer.model} (SentencePiece).
   *
   * @param path the folder, or a {@code tokenizer.model} or llama2.c vocabulary ({@code .bin}) file
   */
  public static Tokenizer ofFolder(Path path) throws IOException {
    return new Tokenizer(TokenizerFolder.read(path));
  }

  /**
   * Ids of a text.
   *
   * @param addSpecial whether BOS, EOS and the like are added as the model expects
   * @param parseSpecial whether control tokens that the text spells out are taken for such; never
   *     say so of text that a user wrote
   */
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    return encode(LenientUtf8.bytes(text), addSpecial, parseSpecial);
  }

  /** As {@link #encode(String, boolean, boolean)}, for UTF-8 that may be malformed. */
  public int[] encode(byte[] text, boolean addSpecial, boolean parseSpecial) {
    int control = Vocabulary.CONTROL | Vocabulary.UNKNOWN;
    SpecialTokens.Scope scope = (id, from, to) -> parseSpecial || !vocabulary.is(id, control);
    return encode(text, addSpecial, scope, spec.segmenter());
  }

  /**
   * Ids of a rendered template: the same as of the whole text with {@code parseSpecial}, but a
   * control token is only found where the template spells it out, all of it.
   */
  public int[] encode(List<Span> spans, boolean addSpecial) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    BitSet content = new BitSet();
    for (Span span : spans) {
      byte[] bytes = LenientUtf8.bytes(span.text());
      if (span.content()) {
        content.set(text.size(), text.size() + bytes.length);
      }
      text.writeBytes(bytes);
    }
    SpecialTokens.Scope scope =
        (id, from, to) -> {
          int said = content.nextSetBit(from);
          return said < 0 || said >= to || !spec.control().contains(id);
        };
    ContentGuard guard =
        new ContentGuard(
            vocabulary, spec.segmenter(), id -> spec.control().contains(id) && !isUnknown(id));
    return encode(text.toByteArray(), addSpecial, scope, guard::encode);
  }

  /**
   * Ids of two texts as one, as for a cross-encoder.
   *
   * @param most how many ids there may be; the second text loses its end for it, and then the first
   */
  public TokenPair encodePair(String first, String second, int most) {
    IntList out = new IntList(Math.min(most, (first.length() + second.length()) / 3 + 8));
    int special = spec.prefix().size() + 2 * spec.suffix().size() + spec.separator().size();
    int room = Math.max(0, most - special);
    int[] a = encode(first, false, false);
    int[] b = encode(second, false, false);
    spec.prefix().forEach(out::add);
    Arrays.stream(a).limit(room).forEach(out::add);
    spec.suffix().forEach(out::add);
    spec.separator().forEach(out::add);
    int from = out.size();
    Arrays.stream(b).limit(Math.max(0, room - a.length)).forEach(out::add);
    spec.suffix().forEach(out::add);
    return new TokenPair(out.toArray(), from);
  }

  /** Whether the token stands for text that the vocabulary lacks, which content may well be. */
  private boolean isUnknown(int id) {
    return id == role(SpecialRole.UNKNOWN) || vocabulary.is(id, Vocabulary.UNKNOWN);
  }

  private int[] encode(
      byte[] text, boolean addSpecial, SpecialTokens.Scope scope, Segmenter segmenter) {
    IntList out = new IntList(text.length / 3);
    if (addSpecial) {
      spec.prefix().forEach(out::add);
    }
    for (SpecialTokens.Fragment fragment : spec.specialTokens().split(text, scope)) {
      if (fragment.isText()) {
        segmenter.encode(text, fragment.from(), fragment.to(), out);
      } else {
        out.add(fragment.id());
      }
    }
    if (addSpecial) {
      spec.suffix().forEach(out::add);
    }
    return out.toArray();
  }

  /**
   * The bytes that a token adds to a text; they may be part of a UTF-8 sequence. None for an id
   * that has no token.
   *
   * @param special whether control tokens are written out; else they are nothing
   */
  public byte[] piece(int id, boolean special) {
    return id < 0 || id >= size() ? new byte[0] : spec.pieces().of(vocabulary, id, special);
  }

  /**
   * The text of ids, in UTF-8.
   *
   * @param removeSpecial whether what {@code addSpecial} added is taken away
   * @param unparseSpecial whether control tokens are written out; else they are nothing
   */
  public byte[] decode(int[] ids, boolean removeSpecial, boolean unparseSpecial) {
    int from = removeSpecial && startsWith(ids, spec.prefix()) ? spec.prefix().size() : 0;
    boolean endsSo = removeSpecial && endsWith(ids, spec.suffix());
    int to = Math.max(from, ids.length - (endsSo ? spec.suffix().size() : 0));
    boolean dropSpace = drops(from > 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      byte[] piece = piece(ids[i], unparseSpecial);
      int skipped = dropSpace && piece.length > 0 && piece[0] == ' ' ? 1 : 0;
      dropSpace &= spec.firstSpace() == TokenizerSpec.FirstSpace.DROPPED && piece.length == 0;
      out.write(piece, skipped, piece.length - skipped);
    }
    return spec.cleansSpaces() ? TidySpaces.of(out.toByteArray()) : out.toByteArray();
  }

  private boolean drops(boolean prefixRemoved) {
    return switch (spec.firstSpace()) {
      case KEPT -> false;
      case DROPPED_FROM_TOKEN -> !prefixRemoved;
      case DROPPED -> true;
    };
  }

  private static boolean startsWith(int[] ids, List<Integer> prefix) {
    for (int i = 0; i < prefix.size(); i++) {
      if (i >= ids.length || ids[i] != prefix.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean endsWith(int[] ids, List<Integer> suffix) {
    int start = ids.length - suffix.size();
    for (int i = 0; i < suffix.size(); i++) {
      if (start + i < 0 || ids[start + i] != suffix.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** How many ids the vocabulary has; a model may have more rows. */
  public int size() {
    return vocabulary.size();
  }

  /** Id of the token that begins a text, or -1. */
  public int bos() {
    return role(SpecialRole.BOS);
  }

  /** Id of the token that ends a text, or -1. */
  public int eos() {
    return role(SpecialRole.EOS);
  }

  private int role(SpecialRole role) {
    return spec.roles().getOrDefault(role, -1);
  }

  /** Ids that end an answer: EOS, end of turn, and those known by their texts. */
  public Set<Integer> endOfGeneration() {
    return new TreeSet<>(spec.ends());
  }

  /**
   * Whether {@link #encode(String, boolean, boolean)} begins a text with BOS when asked to add it.
   */
  public boolean addBos() {
    return bos() >= 0 && spec.prefix().contains(bos());
  }

  /**
   * Whether {@link #encode(String, boolean, boolean)} ends a text with EOS when asked to add it.
   */
  public boolean addEos() {
    return eos() >= 0 && spec.suffix().contains(eos());
  }

  /** Whether the token steers the model and is no part of a text. */
  public boolean isControl(int id) {
    return id >= 0 && id < size() && vocabulary.is(id, Vocabulary.CONTROL);
  }

  /**
   * A token as the vocabulary spells it, such as {@code Ġthe}.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public String text(int id) {
    return vocabulary.text(id);
  }

  /** The id of a token as the vocabulary spells it, or -1. */
  public int id(String text) {
    return vocabulary.id(text);
  }

  /** BOS as the vocabulary spells it; empty if there is none. */
  public String bosText() {
    return bos() < 0 ? "" : text(bos());
  }

  /** EOS as the vocabulary spells it; empty if there is none. */
  public String eosText() {
    return eos() < 0 ? "" : text(eos());
  }

  /** The model's chat template (Jinja), if it brings one. */
  public @Nullable String chatTemplate() {
    return spec.templates().get("default");
  }

  /** A chat template for another purpose, such as {@code tool_use}. */
  public @Nullable String chatTemplate(String name) {
    return spec.templates().get(name);
  }

  /** As entries of GGUF metadata. */
  public Map<String, Object> toMetadata() throws MalformedFileException {
    return toMetadata(size());
  }

  /**
   * As entries of GGUF metadata, for a model with {@code rows} embeddings; ids that no token has
   * are filled with unused ones.
   *
   * @throws MalformedFileException if GGUF has no form for this tokenizer
   */
  public Map<String, Object> toMetadata(int rows) throws MalformedFileException {
    return spec.exporter().toMetadata(rows);
  }
}
