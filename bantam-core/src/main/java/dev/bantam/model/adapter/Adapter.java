package dev.bantam.model.adapter;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A low-rank adapter (arXiv 2106.09685): what it adds to which weights of a model.
 *
 * @param name for messages: the file or folder it was read from
 * @param base {@link Fingerprint} of the model it was trained on; null if unknown
 * @param changes by the GGUF name of the weight, such as {@code blk.0.attn_q.weight}; rows and
 *     columns are ordered as GGUF orders them
 * @param prompt [virtual tokens, width] vectors that go before every text (prompt tuning, arXiv
 *     2104.08691), or null
 */
public record Adapter(
    String name, @Nullable String base, Map<String, Change> changes, @Nullable Tensor prompt) {

  /**
   * The change of one weight: scale B A.
   *
   * @param a [r, d in]; of n experts also [n, r, d in]
   * @param b [d out, r]; of n experts [n d out, r] or [n, d out, r]
   * @param scale alpha / r, or alpha / sqrt(r)
   * @param magnitude [d out] of DoRA (arXiv 2402.09353), or null
   * @param dropout share of the input that training leaves out; nothing else uses it
   */
  public record Change(Tensor a, Tensor b, float scale, @Nullable Tensor magnitude, float dropout) {
    /** The number of columns of B. */
    public int rank() {
      return b.columns();
    }

    /** Whether the factors' product has the weight's shape; experts may share A. */
    private boolean fits(Tensor weight) {
      int matrices = matrices(a);
      return weight.shape().length >= 2
          && a.columns() == weight.columns()
          && b.rows() == weight.rows()
          && a.rows() == matrices * rank()
          && (matrices == 1 || matrices == matrices(weight));
    }

    private static int matrices(Tensor tensor) {
      return tensor.shape().length == 3 ? (int) tensor.shape()[0] : 1;
    }

    /**
     * The change of the rows [from, to) of the weight, which are within one expert's.
     *
     * @return factors [r, d in] and [to - from, r]
     */
    public Change rows(int from, int to) {
      int matrix = from / (b.rows() / matrices(a));
      Tensor own = matrices(a) == 1 ? a : a.rows(matrix * rank(), (matrix + 1) * rank());
      Tensor lengths = magnitude == null ? null : part(magnitude, from, to);
      return with(own, b.rows(from, to), lengths);
    }

    private static Tensor part(Tensor vector, int from, int to) {
      long bytes = vector.data().byteSize() / vector.size();
      return new Tensor(
          vector.name(),
          vector.type(),
          new long[] {to - from},
          vector.data().asSlice(from * bytes, (to - from) * bytes));
    }

    /** Other factors of the same effect. */
    Change with(Tensor a, Tensor b, @Nullable Tensor magnitude) {
      return new Change(a, b, scale, magnitude, dropout);
    }
  }

  public Adapter {
    changes = Map.copyOf(new TreeMap<>(changes));
  }

  /** A low-rank adapter. */
  public Adapter(String name, @Nullable String base, Map<String, Change> changes) {
    this(name, base, changes, null);
  }

  /** A low-rank adapter whose base is not known. */
  public Adapter(String name, Map<String, Change> changes) {
    this(name, null, changes);
  }

  /** A soft prompt, which changes no weight. */
  public static Adapter prompt(String name, @Nullable String base, Tensor prompt) {
    return new Adapter(name, base, Map.of(), prompt);
  }

  /**
   * The ids that stand for the soft prompt: those after the vocabulary's.
   *
   * @return [virtual tokens]; empty if this is no soft prompt
   */
  public int[] virtualTokens(int vocabulary) {
    return IntStream.range(0, prompt == null ? 0 : prompt.rows())
        .map(i -> vocabulary + i)
        .toArray();
  }

  /** Bytes of all factors. */
  public long bytes() {
    long bytes = prompt == null ? 0 : prompt.data().byteSize();
    for (Change c : changes.values()) {
      bytes += c.a.data().byteSize() + c.b.data().byteSize();
    }
    return bytes;
  }

  /** This adapter with {@code factor} times its effect. */
  public Adapter scaled(float factor) {
    Map<String, Change> scaled = new TreeMap<>();
    changes.forEach(
        (weight, c) ->
            scaled.put(weight, new Change(c.a, c.b, c.scale * factor, c.magnitude, c.dropout)));
    return new Adapter(name, base, scaled, prompt);
  }

  /**
   * Checks that every change has a weight to change, and its sizes.
   *
   * @throws MalformedFileException naming the first that does not fit
   */
  public void checkFits(ModelFile model) throws MalformedFileException {
    Tensor embedding = model.tensors().get("token_embd.weight");
    if (prompt != null && (embedding == null || prompt.columns() != embedding.columns())) {
      throw wrong("is a soft prompt %s for a model of another width".formatted(prompt));
    }
    for (Map.Entry<String, Change> entry : new TreeMap<>(changes).entrySet()) {
      Tensor weight = model.tensors().get(entry.getKey());
      if (weight == null) {
        throw wrong(
            "changes weight '%s', which %s (%s) does not have: it was made for another model"
                .formatted(
                    entry.getKey(),
                    model.path(),
                    model.metadata().string("general.architecture", "?")));
      }
      if (entry.getKey().equals("token_embd.weight")) {
        throw wrong("changes the embedding of tokens, which cannot be done while a model runs");
      }
      Change change = entry.getValue();
      if (!change.fits(weight)) {
        throw wrong(
            "does not fit weight '%s' %s of %s: its factors are A %s and B %s"
                .formatted(
                    entry.getKey(),
                    Arrays.toString(weight.shape()),
                    model.path(),
                    Arrays.toString(change.a.shape()),
                    Arrays.toString(change.b.shape())));
      }
      if (change.magnitude != null && change.magnitude.size() != weight.rows()) {
        throw wrong(
            "has %d magnitudes for the %d rows of '%s'"
                .formatted(change.magnitude.size(), weight.rows(), entry.getKey()));
      }
    }
  }

  private MalformedFileException wrong(String reason) {
    return new MalformedFileException(name, -1, "adapter " + reason);
  }
}
