package dev.bantam.tokenizer;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the vocabulary files of llama2.c: the longest token's length, then for each token a float32
 * score, a length and the bytes. Ids 0, 1 and 2 are unknown, BOS and EOS; bytes follow as {@code
 * <0x00>} ...
 */
final class Llama2cVocabulary {
  private static final int FIRST_BYTE = 3;

  private Llama2cVocabulary() {}

  static TokenizerSpec read(Path file) throws IOException {
    byte[] bytes = TokenizerFolder.bytes(file, Limits.TOKENIZER_BYTES);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < Integer.BYTES) {
      throw new MalformedFileException(file, 0, "is shorter than its header");
    }
    in.getInt();
    List<String> texts = new ArrayList<>();
    List<Float> scores = new ArrayList<>();
    while (in.hasRemaining()) {
      int at = in.position();
      if (in.remaining() < Float.BYTES + Integer.BYTES) {
        throw new MalformedFileException(file, at, "ends inside a token");
      }
      scores.add(in.getFloat());
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new MalformedFileException(
            file, at, "a token of " + length + " bytes with " + in.remaining() + " left");
      }
      texts.add(
          text(texts.size(), LenientUtf8.string(bytes, in.position(), in.position() + length)));
      in.position(in.position() + length);
    }
    return spec(file, texts, scores);
  }

  /** A token as SentencePiece spells it; the file has plain spaces and lines around BOS and EOS. */
  private static String text(int id, String written) {
    return switch (id) {
      case 0 -> "<unk>";
      case 1 -> "<s>";
      case 2 -> "</s>";
      default -> written.replace(' ', '▁');
    };
  }

  private static TokenizerSpec spec(Path file, List<String> texts, List<Float> scores)
      throws MalformedFileException {
    int n = texts.size();
    float[] allScores = new float[n];
    short[] kinds = new short[n];
    for (int id = 0; id < n; id++) {
      allScores[id] = scores.get(id);
      boolean isByte =
          id >= FIRST_BYTE
              && id < FIRST_BYTE + 256
              && texts.get(id).equals(Vocabulary.byteText(id - FIRST_BYTE));
      kinds[id] = (short) (isByte ? Vocabulary.BYTE : Vocabulary.NORMAL);
    }
    if (n < FIRST_BYTE) {
      throw new MalformedFileException(file, -1, "has " + n + " tokens; three are reserved");
    }
    kinds[0] = Vocabulary.UNKNOWN;
    kinds[1] = Vocabulary.CONTROL;
    kinds[2] = Vocabulary.CONTROL;
    Vocabulary vocabulary =
        new Vocabulary(file.toString(), texts.toArray(String[]::new), allScores, kinds);
    Map<SpecialRole, Integer> roles = new EnumMap<>(SpecialRole.class);
    roles.put(SpecialRole.UNKNOWN, 0);
    roles.put(SpecialRole.BOS, 1);
    roles.put(SpecialRole.EOS, 2);
    List<Integer> prefix = List.of(1);
    return new TokenizerSpec(
        vocabulary,
        roles,
        EndOfGeneration.find(vocabulary, roles, List.of()),
        Set.of(0, 1, 2),
        new SpecialTokens(vocabulary, SpecialTokens.Order.LONGEST, new int[] {0, 1, 2}),
        new SentencePiece(vocabulary, true, 0),
        prefix,
        List.of(),
        List.of(),
        Pieces.METASPACE,
        TokenizerSpec.FirstSpace.DROPPED_FROM_TOKEN,
        false,
        Map.of(),
        size ->
            GgufExport.sentencePiece(vocabulary, allScores, true)
                .toMetadata(size, roles, prefix, List.of(), List.of(), Map.of()));
  }
}
