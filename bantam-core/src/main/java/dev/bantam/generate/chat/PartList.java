package dev.bantam.generate.chat;

import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.chat.ReplyPart.Reasoning;
import dev.bantam.generate.chat.ReplyPart.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers parts from single characters. White space between thoughts, words and calls belongs to
 * none of them: it is held back until more of the same follows.
 */
final class PartList {
  private List<ReplyPart> parts = new ArrayList<>();
  private final StringBuilder run = new StringBuilder();
  private final StringBuilder space = new StringBuilder();
  private boolean thoughts;
  private boolean begun = true;

  /** Adds to the words, or to the thoughts. */
  void add(boolean thought, char c) {
    if (thought != thoughts) {
      turnTo(thought);
    }
    if (Character.isWhitespace(c)) {
      if (begun) {
        space.append(c);
      }
      return;
    }
    begun = true;
    run.append(space).append(c);
    space.setLength(0);
  }

  void add(boolean thought, CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      add(thought, text.charAt(i));
    }
  }

  /** What follows are words or thoughts of their own, without the white space before. */
  void turnTo(boolean thought) {
    flush();
    space.setLength(0);
    thoughts = thought;
    begun = false;
  }

  void add(List<Call> calls) {
    turnTo(false);
    parts.addAll(calls);
  }

  private void flush() {
    if (!run.isEmpty()) {
      parts.add(thoughts ? new Reasoning(run.toString()) : new Text(run.toString()));
      run.setLength(0);
    }
  }

  /** The parts since the last time. */
  List<ReplyPart> take() {
    flush();
    List<ReplyPart> taken = parts;
    parts = new ArrayList<>();
    return taken;
  }

  /** The last parts: white space at the end of words is kept. */
  List<ReplyPart> end() {
    if (!thoughts) {
      run.append(space);
      space.setLength(0);
    }
    return take();
  }
}
