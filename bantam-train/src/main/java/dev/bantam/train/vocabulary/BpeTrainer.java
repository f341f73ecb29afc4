package dev.bantam.train.vocabulary;

import dev.bantam.tokenizer.WordSplitter;
import dev.bantam.train.data.DataSet;
import dev.bantam.train.data.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns a byte-level BPE vocabulary from text: again and again the pair of neighbours that is most
 * frequent becomes a token (Sennrich et al. 2016, "Neural Machine Translation of Rare Words with
 * Subword Units"; on bytes: GPT-2). Of equally frequent pairs the one of the smaller ids is taken,
 * as in Hugging Face's {@code tokenizers}, so that the same text gives the same vocabulary.
 *
 * <p>Pairs are counted once; a merge changes only the words that contain it.
 */
public final class BpeTrainer {
  /** The 256 bytes, which every vocabulary has, so that it can spell any text. */
  private static final int BYTES = 256;

  private final WordSplitter splitter = WordSplitter.named(BpeVocabulary.PRE);
  private final Map<String, long[]> counts = new HashMap<>();

  /** Counts the words of a text. */
  public void add(String text) {
    splitter.split(text, word -> counts.computeIfAbsent(word, _ -> new long[1])[0]++);
  }

  /**
   * Counts the words of a data set of plain text.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  public void add(DataSet data) throws IOException {
    data.forEach(
        (where, example) -> {
          if (!(example instanceof Example.Text(String text))) {
            throw new IllegalArgumentException(
                where + ": a vocabulary is learned from plain text, not from " + data.format());
          }
          add(text);
        });
  }

  /**
   * The vocabulary of the text so far. It is smaller than asked for if no pair is left that occurs
   * twice.
   *
   * @param size most tokens: special ones, the 256 bytes, and what is merged
   * @param special tokens that no text gives, the first ids; the first of them ends a text
   */
  public BpeVocabulary train(int size, List<String> special) {
    if (special.isEmpty() || size < special.size() + BYTES) {
      throw new IllegalArgumentException(
          "a vocabulary has at least one special token and the 256 bytes, so %d tokens, not %d"
              .formatted(Math.max(1, special.size()) + BYTES, size));
    }
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("there is no text to learn a vocabulary from");
    }
    return new Run(size, special).train();
  }

  /** A pair of tokens and how often it was found when it was put into the queue. */
  private record Candidate(long pair, long count) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : Long.compare(pair, other.pair);
    }
  }

  /** Where a pair stands: how often, and in which words (some may have lost it since). */
  private static final class Places {
    private long count;
    private int[] words = new int[0];
    private int size;

    void add(int word, long times) {
      count += times;
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, Math.max(4, Math.addExact(size, size)));
      }
      words[size++] = word;
    }

    void forget() {
      words = new int[0];
      size = 0;
    }
  }

  /** One training. */
  private final class Run {
    private final int size;
    private final List<String> special;
    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<BpeVocabulary.Merge> merges = new ArrayList<>();
    private final int[][] words; // each word's tokens
    private final long[] frequencies;
    private final Map<Long, Places> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    Run(int size, List<String> special) {
      this.size = size;
      this.special = special;
      this.tokens = new ArrayList<>(special);
      char[] alphabet = new char[BYTES];
      for (int b = 0; b < BYTES; b++) {
        alphabet[b] = WordSplitter.letter((byte) b);
      }
      Arrays.sort(alphabet);
      for (char letter : alphabet) {
        ids.put(String.valueOf(letter), tokens.size());
        tokens.add(String.valueOf(letter));
      }
      Map<String, long[]> sorted = new TreeMap<>(counts); // an order that hashes do not decide
      words = new int[sorted.size()][];
      frequencies = new long[words.length];
      int word = 0;
      for (Map.Entry<String, long[]> entry : sorted.entrySet()) {
        String text = entry.getKey();
        words[word] = text.chars().map(c -> ids.get(String.valueOf((char) c))).toArray();
        frequencies[word++] = entry.getValue()[0];
      }
    }

    BpeVocabulary train() {
      for (int word = 0; word < words.length; word++) {
        for (long pair : pairs(words[word])) {
          places(pair).add(word, frequencies[word]);
        }
      }
      pairs.forEach((pair, places) -> queue.add(new Candidate(pair, places.count)));
      while (tokens.size() < size && !queue.isEmpty()) {
        Candidate best = queue.poll();
        Places places = places(best.pair());
        if (places.count != best.count()) {
          queue.add(new Candidate(best.pair(), places.count)); // it has become rarer meanwhile
        } else if (best.count() < 2) {
          break;
        } else {
          merge((int) (best.pair() >>> 32), (int) best.pair(), places);
        }
      }
      return new BpeVocabulary(tokens, special.size(), merges);
    }

    private void merge(int left, int right, Places places) {
      String text = tokens.get(left) + tokens.get(right);
      if (special.contains(text)) {
        return;
      }
      merges.add(new BpeVocabulary.Merge(tokens.get(left), tokens.get(right)));
      int merged = ids.computeIfAbsent(text, _ -> tokens.size());
      if (merged == tokens.size()) { // else another pair spelled the same token before
        tokens.add(text);
      }
      Set<Long> grown = new HashSet<>();
      for (int i = 0; i < places.size; i++) {
        int word = places.words[i];
        int[] before = words[word];
        int[] after = joined(before, left, right, merged);
        if (after.length < before.length) {
          words[word] = after;
          update(word, before, after, merged, grown);
        }
      }
      grown.forEach(pair -> queue.add(new Candidate(pair, places(pair).count)));
      places.forget();
    }

    /** Only pairs with the merged token can have become more frequent. */
    private void update(int word, int[] before, int[] after, int merged, Set<Long> grown) {
      for (long pair : pairs(before)) {
        places(pair).count -= frequencies[word];
      }
      for (long pair : pairs(after)) {
        if ((int) (pair >>> 32) == merged || (int) pair == merged) {
          places(pair).add(word, frequencies[word]);
          grown.add(pair);
        } else {
          places(pair).count += frequencies[word];
        }
      }
    }

    private Places places(long pair) {
      return pairs.computeIfAbsent(pair, _ -> new Places());
    }
  }

  /** The neighbours in a word: left token << 32 | right token. */
  private static long[] pairs(int[] word) {
    long[] pairs = new long[word.length - 1];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (long) word[i] << 32 | word[i + 1];
    }
    return pairs;
  }

  /** A word in which, from its beginning on, {@code left} and {@code right} became one. */
  private static int[] joined(int[] word, int left, int right, int merged) {
    int[] joined = new int[word.length];
    int size = 0;
    for (int i = 0; i < word.length; i++) {
      boolean both = i + 1 < word.length && word[i] == left && word[i + 1] == right;
      joined[size++] = both ? merged : word[i];
      i += both ? 1 : 0;
    }
    return Arrays.copyOf(joined, size);
  }
}
