package dev.bantam.layer;

import dev.bantam.kernel.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hashes of what layers compute, to compare JVMs that were started with other vectors. */
public final class LayerDigest {
  private LayerDigest() {}

  /** One line for each case. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    try (Team team = new Team(2)) {
      for (long seed = 0; seed < 30; seed++) {
        AttentionCase attention = new AttentionCase(seed);
        float[] y = attention.run(0, attention.rows(), team);
        lines.add(attention + " " + Integer.toHexString(Arrays.hashCode(y)));
      }
    }
    return lines;
  }
}
