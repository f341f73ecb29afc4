package dev.bantam.generate.chat;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the parts of one answer apart while it comes: marks stand around thoughts and calls of
 * tools. The parts do not depend on how the text is cut, but for words and thoughts, which come as
 * soon as they are certain. Nothing is lost: a call that is malformed, or of a tool that was not
 * offered, is words. Time and memory are linear in the text, whatever it is.
 */
public final class ReplyParser {
  private static final String NONE = "";

  private final @Nullable CallSyntax calls;
  private final Map<String, Tool> tools;
  private final String thoughtEnd;
  private final List<String> thoughtMarks;
  private final List<String> wordMarks = new ArrayList<>();
  private final @Nullable Thoughts thoughts;

  /** With what characters marks begin. */
  private final String firsts;

  private final PartList parts = new PartList();
  private final StringBuilder ahead = new StringBuilder();
  private boolean thinking;

  /** Whether nothing but white space stands between here and the beginning, or the last mark. */
  private boolean fresh = true;

  private @Nullable CallReader call;

  /** What the call has taken so far, to become words if it is none. */
  private final StringBuilder taken = new StringBuilder();

  /**
   * A parser for one answer.
   *
   * @param calls how calls are written, or null for none
   * @param tools that were offered
   * @param thoughts how thoughts are marked, or null for none
   */
  ReplyParser(@Nullable CallSyntax calls, Map<String, Tool> tools, @Nullable Thoughts thoughts) {
    this.calls = tools.isEmpty() ? null : calls;
    this.tools = tools;
    this.thoughts = thoughts;
    this.thoughtEnd = thoughts == null ? NONE : thoughts.closing();
    this.thoughtMarks = List.of(thoughtEnd);
    if (thoughts != null) {
      wordMarks.add(thoughts.opening());
      wordMarks.add(thoughts.closing());
      wordMarks.addAll(thoughts.marks());
    }
    if (this.calls != null) {
      wordMarks.add(this.calls.opening());
      wordMarks.addAll(this.calls.marks());
    }
    wordMarks.removeIf(String::isEmpty);
    this.firsts =
        wordMarks.stream().map(mark -> mark.substring(0, 1)).distinct().collect(joining());
  }

  /** Takes more of the answer; returns what is now certain. */
  public List<ReplyPart> accept(String text) {
    ahead.append(text);
    scan(false);
    return parts.take();
  }

  /** The rest, when no more comes. */
  public List<ReplyPart> end() {
    scan(true);
    parts.add(false, taken);
    return parts.end();
  }

  /** Reads on up to what may be the beginning of a mark, or if no more comes, to the end. */
  private void scan(boolean last) {
    int at = 0;
    while (at < ahead.length()) {
      if (call != null) {
        at += advance(call, ahead.charAt(at)) ? 1 : 0;
        continue;
      }
      List<String> marks = thinking ? thoughtMarks : wordMarks;
      boolean plain = firsts.indexOf(ahead.charAt(at)) < 0;
      if (!plain && !last && mayBecome(marks, at)) {
        break;
      }
      String mark = plain ? NONE : find(marks, at);
      if (mark.isEmpty()) {
        word(ahead.charAt(at));
        at++;
      } else {
        pass(mark);
        at += mark.length();
      }
    }
    ahead.delete(0, at);
  }

  /** Whether the end of the text is the beginning of a mark that is not complete yet. */
  private boolean mayBecome(List<String> marks, int at) {
    int left = ahead.length() - at;
    for (String mark : marks) {
      if (mark.length() > left && matches(mark, left, at)) {
        return true;
      }
    }
    return false;
  }

  /** The longest mark that stands here; empty if none. */
  private String find(List<String> marks, int at) {
    String found = NONE;
    for (String mark : marks) {
      int length = mark.length();
      if (length > found.length() && length <= ahead.length() - at && matches(mark, length, at)) {
        found = mark;
      }
    }
    return found;
  }

  /** Whether a mark's first {@code length} characters stand here. */
  private boolean matches(String mark, int length, int at) {
    for (int i = 0; i < length; i++) {
      if (ahead.charAt(at + i) != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void word(char c) {
    if (fresh && !thinking && c == '{' && calls != null && calls.opening().isEmpty()) {
      begin(NONE);
      taken.append(c);
      if (call != null) {
        call.take(c);
      }
      return;
    }
    fresh &= Character.isWhitespace(c);
    parts.add(thinking, c);
  }

  private void pass(String mark) {
    fresh = true;
    if (calls != null && mark.equals(calls.opening())) {
      begin(mark);
    } else if (thoughts != null && mark.equals(thoughts.opening())) {
      thinking = true;
      parts.turnTo(true);
    } else if (mark.equals(thoughtEnd)) {
      thinking = false;
      parts.turnTo(false);
    } else {
      parts.turnTo(false);
    }
  }

  private void begin(String opening) {
    if (calls != null) {
      call = calls.reader(tools);
      taken.append(opening);
    }
  }

  /** Gives the call a character; returns whether it was taken. */
  private boolean advance(CallReader reader, char c) {
    return switch (reader.take(c)) {
      case MORE -> {
        taken.append(c);
        yield true;
      }
      case DONE -> {
        parts.add(reader.calls());
        finish();
        yield true;
      }
      case BROKEN -> {
        parts.add(false, taken);
        finish();
        fresh = false;
        yield false;
      }
    };
  }

  private void finish() {
    call = null;
    taken.setLength(0);
    fresh = true;
  }
}
