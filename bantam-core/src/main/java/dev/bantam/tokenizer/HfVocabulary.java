package dev.bantam.tokenizer;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects the tokens of a Hugging Face tokenizer by id: the model's own and those added to it. */
final class HfVocabulary {
  private final String source;
  private final List<@Nullable String> texts = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Integer> kinds = new ArrayList<>();
  private final List<Integer> added = new ArrayList<>();
  private int count;

  HfVocabulary(String source) {
    this.source = source;
  }

  /** A vocabulary that maps texts to ids. */
  void addMap(HfJson json) throws MalformedFileException {
    for (Map.Entry<?, ?> entry : json.map().entrySet()) {
      String text = (String) entry.getKey();
      put(json.id(entry.getValue(), Limits.VOCABULARY, "'" + text + "'"), text, 0);
    }
  }

  /** A vocabulary that lists pairs of text and score. */
  void addScored(HfJson json, List<?> list) throws MalformedFileException {
    for (Object item : list) {
      if (!(item instanceof List<?> pair)
          || pair.size() != 2
          || !(pair.get(0) instanceof String text)
          || !(pair.get(1) instanceof Number score)) {
        throw json.wrong("vocab[" + texts.size() + "] should be a text and a score");
      }
      put(texts.size(), text, score.floatValue());
    }
  }

  /** The {@code added_tokens}: each takes white space along or not, and is control or text. */
  void addTokens(List<HfJson> tokens) throws MalformedFileException {
    for (HfJson token : tokens) {
      String text = token.text("content");
      if (text.isEmpty()) {
        throw token.wrong("an empty added token");
      }
      if (LenientUtf8.bytes(text).length > Limits.ADDED_TOKEN) {
        throw token.wrong("an added token of over " + Limits.ADDED_TOKEN + " bytes");
      }
      int id = token.id("id", Limits.VOCABULARY);
      put(id, text, 0);
      int kind = token.bool("special", false) ? Vocabulary.CONTROL : Vocabulary.USER_DEFINED;
      kind |= token.bool("lstrip", false) ? Vocabulary.STRIP_LEFT : 0;
      kind |= token.bool("rstrip", false) ? Vocabulary.STRIP_RIGHT : 0;
      kind |= token.bool("single_word", false) ? Vocabulary.SINGLE_WORD : 0;
      kinds.set(id, kind);
      added.add(id);
    }
  }

  private void put(int id, String text, float score) throws MalformedFileException {
    if (id - count > Limits.VOCABULARY_GAPS) {
      throw wrong("token '" + text + "' has the id " + id + " after " + count + " tokens");
    }
    while (texts.size() <= id) {
      texts.add(null);
      scores.add(0f);
      kinds.add(Vocabulary.UNUSED);
    }
    String known = texts.get(id);
    if (known != null && !known.equals(text)) {
      throw wrong("'" + known + "' and '" + text + "' have the same id " + id);
    }
    if (known == null) {
      texts.set(id, text);
      scores.set(id, score);
      kinds.set(id, Vocabulary.NORMAL);
      count++;
    }
  }

  /** Marks the tokens that stand for bytes, {@code <0x00>} to {@code <0xFF>}. */
  void markBytes() {
    Map<String, Integer> bytes = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      bytes.put(Vocabulary.byteText(b), b);
    }
    for (int id = 0; id < texts.size(); id++) {
      if (kinds.get(id) == Vocabulary.NORMAL && bytes.containsKey(texts.get(id))) {
        kinds.set(id, Vocabulary.BYTE);
      }
    }
  }

  /** Changes the texts of the model's own tokens. */
  void rewrite(UnaryOperator<String> change) {
    for (int id = 0; id < texts.size(); id++) {
      String text = texts.get(id);
      if (text != null && kinds.get(id) == Vocabulary.NORMAL) {
        texts.set(id, change.apply(text));
      }
    }
  }

  int size() {
    return texts.size();
  }

  /** Ids of the added tokens. */
  int[] added() {
    return added.stream().mapToInt(id -> id).toArray();
  }

  /** All tokens; an id without one gets a text that no text contains by chance. */
  Vocabulary build() throws MalformedFileException {
    int n = texts.size();
    String[] allTexts = new String[n];
    float[] allScores = new float[n];
    short[] allKinds = new short[n];
    for (int id = 0; id < n; id++) {
      String text = texts.get(id);
      allTexts[id] = text == null ? Vocabulary.padding(id) : text;
      allScores[id] = scores.get(id);
      allKinds[id] = kinds.get(id).shortValue();
    }
    return new Vocabulary(source, allTexts, allScores, allKinds);
  }

  private MalformedFileException wrong(String reason) {
    return new MalformedFileException(source, -1, reason);
  }
}
