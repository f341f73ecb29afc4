package dev.bantam.tasks.guard;

import dev.bantam.generate.CacheFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is checked while it comes: a sentence is held back until it is whole, checked with
 * the end of what came before it, and then shown. Where a rule asks the model that answers, and its
 * memory has no room for that beside the answer, the rest is held back until the answer has ended.
 * Not thread-safe.
 */
public final class GuardedStream {
  /** What is longer without an end is checked as it is, up to a space. */
  private static final int LONGEST = 600;

  /** So much of what was shown is checked again with the next sentence. */
  private static final int BEFORE = 200;

  private final Guard guard;
  private final Consumer<String> out;
  private final boolean plain;
  private final StringBuilder shown = new StringBuilder();
  private final StringBuilder held = new StringBuilder();
  private final List<Finding> findings = new ArrayList<>();
  private String before = "";
  private @Nullable String refusal;

  /**
   * Whether a judge had no place beside the answer of the same model: then the rest is checked when
   * that has ended.
   */
  private boolean late;

  GuardedStream(Guard guard, Consumer<String> out) {
    this.guard = guard;
    this.out = out;
    this.plain = guard.ignores(Side.OUTPUT);
  }

  /**
   * Takes more of the answer.
   *
   * @return whether more may come
   */
  public boolean accept(String text) {
    held.append(text);
    try {
      if (!late) {
        releaseWhole();
      }
    } catch (CacheFullException e) {
      late = true;
    }
    return refusal == null;
  }

  private void releaseWhole() {
    if (plain) {
      release(held.length());
    }
    for (int end = sentence(); end > 0 && refusal == null; end = sentence()) {
      release(end);
    }
  }

  /** The rest, when no more comes. */
  public void end() {
    releaseWhole();
    if (refusal == null && !held.isEmpty()) {
      release(held.length());
    }
  }

  private void release(int end) {
    String sentence = held.substring(0, end);
    if (plain || sentence.isBlank()) {
      pass(sentence, sentence);
      return;
    }
    Checked checked = guard.check(before + sentence, before.length(), Side.OUTPUT);
    findings.addAll(checked.findings());
    if (checked.isBlocked()) {
      refusal = checked.refusal();
      held.setLength(0);
      show((shown.isEmpty() ? "" : "\n") + refusal);
      return;
    }
    pass(sentence, checked.text());
  }

  private void pass(String sentence, String text) {
    held.delete(0, sentence.length());
    before = before + sentence;
    before = before.substring(Math.max(0, before.length() - BEFORE));
    show(text);
  }

  private void show(String text) {
    if (!text.isEmpty()) {
      shown.append(text);
      out.accept(text);
    }
  }

  /** Where the first whole sentence ends; 0 if there is none. */
  private int sentence() {
    for (int i = 0; i < held.length(); i++) {
      char c = held.charAt(i);
      boolean over =
          c == '\n'
              || "。！？".indexOf(c) >= 0
              || ".!?…".indexOf(c) >= 0
                  && i + 1 < held.length()
                  && Character.isWhitespace(held.charAt(i + 1));
      if (over) {
        return i + 1;
      }
    }
    if (held.length() <= LONGEST) {
      return 0;
    }
    int space = held.lastIndexOf(" ");
    return space > 0 ? space : held.length();
  }

  /** Whether the answer was ended by a rule. */
  public boolean isBlocked() {
    return refusal != null;
  }

  /** All that was shown. */
  public String shown() {
    return shown.toString();
  }

  /** What was found; places are counted from the beginning of their sentence. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }
}
