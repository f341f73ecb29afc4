package dev.bantam.tokenizer;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads SentencePiece's {@code tokenizer.model}: a protocol buffer, sentencepiece_model.proto. */
final class SentencePieceFile {
  private static final int UNIGRAM = 1;
  private static final int BPE = 2;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final Path file;
  private final List<String> texts = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Short> kinds = new ArrayList<>();
  private final Map<SpecialRole, Integer> roles = new EnumMap<>(SpecialRole.class);
  private int modelType = UNIGRAM;
  private boolean addSpacePrefix = true;
  private boolean mergeSpaces = true;
  private byte @Nullable [] charsmap;

  SentencePieceFile(Path file) throws IOException {
    this.file = file;
    roles.put(SpecialRole.UNKNOWN, 0); // the defaults of trainer_spec
    roles.put(SpecialRole.BOS, 1);
    roles.put(SpecialRole.EOS, 2);
    byte[] bytes = TokenizerFolder.bytes(file, Limits.TOKENIZER_BYTES);
    readFields(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), this::model);
    roles.values().removeIf(id -> id < 0 || id >= texts.size());
    if (modelType != UNIGRAM && modelType != BPE) {
      throw wrong(-1, "model type " + modelType + " is neither unigram nor BPE");
    }
  }

  TokenizerSpec spec(Map<String, String> templates) throws MalformedFileException {
    int n = texts.size();
    float[] allScores = new float[n];
    short[] allKinds = new short[n];
    for (int id = 0; id < n; id++) {
      allScores[id] = scores.get(id);
      allKinds[id] = kinds.get(id);
    }
    Vocabulary vocabulary =
        new Vocabulary(file.toString(), texts.toArray(String[]::new), allScores, allKinds);
    Set<Integer> ends = EndOfGeneration.find(vocabulary, roles, List.of());
    int[] special = vocabulary.ids(Vocabulary.SPECIAL).toArray();
    Set<Integer> control = new HashSet<>();
    vocabulary.ids(Vocabulary.CONTROL | Vocabulary.UNKNOWN).forEach(control::add);
    boolean addsBos = modelType == BPE && roles.containsKey(SpecialRole.BOS);
    boolean addsEos = modelType == UNIGRAM && roles.containsKey(SpecialRole.EOS);
    List<Integer> prefix = addsBos ? List.of(roles.getOrDefault(SpecialRole.BOS, 0)) : List.of();
    List<Integer> suffix = addsEos ? List.of(roles.getOrDefault(SpecialRole.EOS, 0)) : List.of();
    GgufExport export =
        modelType == BPE
            ? GgufExport.sentencePiece(vocabulary, allScores, addSpacePrefix)
            : GgufExport.unigram(vocabulary, addSpacePrefix, mergeSpaces, charsmap);
    return new TokenizerSpec(
        vocabulary,
        roles,
        ends,
        control,
        new SpecialTokens(vocabulary, SpecialTokens.Order.LONGEST, special),
        segmenter(vocabulary),
        prefix,
        suffix,
        List.of(),
        Pieces.METASPACE,
        addSpacePrefix
            ? TokenizerSpec.FirstSpace.DROPPED_FROM_TOKEN
            : TokenizerSpec.FirstSpace.KEPT,
        false,
        templates,
        size -> export.toMetadata(size, roles, prefix, suffix, List.of(), templates));
  }

  private Segmenter segmenter(Vocabulary vocabulary) throws MalformedFileException {
    int unknown = roles.getOrDefault(SpecialRole.UNKNOWN, -1);
    if (modelType == BPE) {
      return new SentencePiece(vocabulary, addSpacePrefix, unknown);
    }
    Unigram.Kinds tokens =
        new Unigram.Kinds(
            Vocabulary.NORMAL | Vocabulary.USER_DEFINED | Vocabulary.UNUSED,
            Vocabulary.NORMAL,
            Vocabulary.USER_DEFINED);
    Charsmap map = charsmap == null ? null : new Charsmap(file.toString(), charsmap);
    Unigram model = new Unigram(vocabulary, tokens, Math.max(unknown, 0), true);
    return new SpacedUnigram(vocabulary, map, addSpacePrefix, mergeSpaces, model);
  }

  /** Takes one field of a message. */
  @FunctionalInterface
  private interface Field {
    void take(int number, long value, ByteBuffer bytes) throws MalformedFileException;
  }

  private void model(int number, long value, ByteBuffer bytes) throws MalformedFileException {
    switch (number) {
      case 1 -> readPiece(bytes);
      case 2 -> readFields(bytes, this::trainer);
      case 3 -> readFields(bytes, this::normalizer);
      default -> {} // self-test data and the denormaliser change nothing here
    }
  }

  private void readPiece(ByteBuffer in) throws MalformedFileException {
    int id = texts.size();
    texts.add("");
    scores.add(0f);
    kinds.add(Vocabulary.ofGguf(1));
    readFields(
        in,
        (number, value, bytes) -> {
          switch (number) {
            case 1 -> texts.set(id, string(bytes));
            case 2 -> scores.set(id, Float.intBitsToFloat((int) value));
            case 3 -> kinds.set(id, Vocabulary.ofGguf((int) value)); // the same numbers
            default -> {}
          }
        });
    if (texts.get(id).isEmpty()) {
      throw wrong(-1, "piece " + id + " is empty");
    }
  }

  private void trainer(int number, long value, ByteBuffer bytes) {
    switch (number) {
      case 3 -> modelType = (int) value;
      case 40 -> roles.put(SpecialRole.UNKNOWN, (int) value);
      case 41 -> roles.put(SpecialRole.BOS, (int) value);
      case 42 -> roles.put(SpecialRole.EOS, (int) value);
      case 43 -> roles.put(SpecialRole.PADDING, (int) value);
      default -> {}
    }
  }

  private void normalizer(int number, long value, ByteBuffer bytes) {
    switch (number) {
      case 2 -> {
        byte[] map = new byte[bytes.remaining()];
        bytes.get(map);
        charsmap = map.length == 0 ? null : map;
      }
      case 3 -> addSpacePrefix = value != 0;
      case 4 -> mergeSpaces = value != 0;
      default -> {}
    }
  }

  private void readFields(ByteBuffer in, Field field) throws MalformedFileException {
    ByteBuffer none = ByteBuffer.allocate(0);
    while (in.hasRemaining()) {
      int at = in.position();
      long tag = varint(in);
      int number = (int) (tag >>> 3);
      switch ((int) tag & 7) {
        case VARINT -> field.take(number, varint(in), none);
        case FIXED64 -> {
          need(in, Long.BYTES);
          field.take(number, in.getLong(), none);
        }
        case FIXED32 -> {
          need(in, Integer.BYTES);
          field.take(number, in.getInt(), none);
        }
        case BYTES -> {
          long length = varint(in);
          need(in, length);
          ByteBuffer part = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
          in.position(in.position() + (int) length);
          field.take(number, 0, part);
        }
        default -> throw wrong(at, "not a SentencePiece model: wire type " + (tag & 7));
      }
    }
  }

  private long varint(ByteBuffer in) throws MalformedFileException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(in, 1);
      byte b = in.get();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw wrong(in.position(), "a number of over ten bytes");
  }

  private void need(ByteBuffer in, long bytes) throws MalformedFileException {
    if (bytes < 0 || bytes > in.remaining()) {
      throw wrong(in.position(), bytes + " bytes are announced and " + in.remaining() + " there");
    }
  }

  private static String string(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return LenientUtf8.string(bytes, 0, bytes.length);
  }

  private MalformedFileException wrong(long offset, String reason) {
    return new MalformedFileException(file, offset, reason);
  }
}
