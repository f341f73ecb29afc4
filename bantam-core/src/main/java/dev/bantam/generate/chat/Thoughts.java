package dev.bantam.generate.chat;

import java.util.List;

/**
 * How a family of models marks what it thinks.
 *
 * @param opening what stands before thoughts
 * @param closing what stands behind them
 * @param marks around the answer itself, which say nothing
 */
record Thoughts(String opening, String closing, List<String> marks) {
  Thoughts(String opening, String closing) {
    this(opening, closing, List.of());
  }
}
