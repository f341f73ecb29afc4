package dev.bantam.tasks.contest;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.Usage;

/**
 * What a job made of an input.
 *
 * @param text as it is compared with the reference
 */
public record JobReply(String text, Usage usage) {
  /** A result, and its value as text. */
  public static JobReply of(Result<?> result, String text) {
    return new JobReply(text, result.usage());
  }
}
