package dev.bantam.tasks.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text after a guard has seen it.
 *
 * @param text what may pass: with masks in it; empty if it is blocked
 * @param refusal what is said instead; null if it may pass
 */
public record Checked(String text, @Nullable String refusal, List<Finding> findings) {
  public Checked {
    findings = List.copyOf(findings);
  }

  /** Whether it must not pass. */
  public boolean isBlocked() {
    return refusal != null;
  }
}
