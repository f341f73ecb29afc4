package dev.bantam.train;

import java.util.List;

/** Which weights training changes. */
public sealed interface Selection {
  /** Every weight of the model. */
  record All() implements Selection {}

  /**
   * Some of the model's own weights.
   *
   * @param patterns names of tensors, in which {@code *} stands for anything: {@code blk.7.*}
   */
  record Some(List<String> patterns) implements Selection {
    public Some {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * Vectors before every text, and no weight (prompt tuning, arXiv 2104.08691).
   *
   * @param tokens how many, at least 1
   */
  record SoftPrompt(int tokens) implements Selection {
    public SoftPrompt {
      if (tokens < 1) {
        throw new IllegalArgumentException("num_virtual_tokens must be at least 1, not " + tokens);
      }
    }
  }

  /**
   * Low-rank adapters beside frozen weights (arXiv 2106.09685).
   *
   * @param rank r, at least 1
   * @param alpha the change is scaled by alpha / r, or alpha / sqrt(r) with {@code rankStabilised}
   * @param dropout share of the input that is left out while training, less than 1
   * @param targets linear layers: {@code all-linear}, names as Hugging Face ({@code q_proj}) or
   *     GGUF ({@code attn_q}) has them, or patterns of tensor names ({@code blk.3.*})
   * @param rankStabilised rsLoRA (arXiv 2312.03732)
   * @param magnitudes DoRA (arXiv 2402.09353)
   */
  record LowRank(
      int rank,
      float alpha,
      float dropout,
      List<String> targets,
      boolean rankStabilised,
      boolean magnitudes)
      implements Selection {
    /** What is adapted if nothing is said: all linear layers of the blocks. */
    public static final List<String> ALL_LINEAR = List.of("all-linear");

    public LowRank {
      targets = List.copyOf(targets);
      if (rank < 1) {
        throw new IllegalArgumentException("lora_r must be at least 1, not " + rank);
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException(
            "lora_dropout must be at least 0 and less than 1, not " + dropout);
      }
    }

    /** What B A is multiplied by. */
    public float scale() {
      return alpha / (rankStabilised ? (float) Math.sqrt(rank) : rank);
    }
  }
}
