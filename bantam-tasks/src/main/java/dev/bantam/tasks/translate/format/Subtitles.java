package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.translate.format.FileFormat.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * Subtitles. A unit is the text of a cue: what follows a line with {@code -->}, up to an empty
 * line.
 */
final class Subtitles {
  private Subtitles() {}

  /** SubRip, which has no specification; as players read it. */
  static TextFile srt(String name, String text, Options options) throws MalformedFileException {
    return TextFile.of(text, cues(name, text));
  }

  /** WebVTT (W3C). Comments, styles and regions have no timings and stay. */
  static TextFile vtt(String name, String text, Options options) throws MalformedFileException {
    if (!text.startsWith("WEBVTT") && !text.startsWith("\uFEFFWEBVTT")) {
      throw new MalformedFileException(name, 0, "does not begin with WEBVTT");
    }
    return TextFile.of(text, cues(name, text));
  }

  private static List<Unit> cues(String name, String text) throws MalformedFileException {
    List<Unit> units = new ArrayList<>();
    boolean inCue = false;
    boolean timed = false;
    int start = -1;
    int end = 0;
    for (int at = 0; at < text.length(); ) {
      int lineEnd = text.indexOf('\n', at);
      int stop = lineEnd < 0 ? text.length() : lineEnd;
      String line = text.substring(at, stop);
      if (line.isBlank()) {
        if (start >= 0) {
          units.add(cue(text, start, end));
        }
        inCue = false;
        start = -1;
      } else if (inCue) {
        start = start < 0 ? at : start;
        end = stop - (line.endsWith("\r") ? 1 : 0);
      } else if (line.contains("-->")) {
        inCue = true;
        timed = true;
      }
      at = stop + 1;
    }
    if (start >= 0) {
      units.add(cue(text, start, end));
    }
    if (!timed && !text.isBlank() && !text.stripLeading().startsWith("WEBVTT")) {
      throw new MalformedFileException(name, 0, "has no line with timings (-->)");
    }
    return units;
  }

  private static Unit cue(String text, int start, int end) {
    return PlainText.unit(text, start, end, translation -> translation.replace("-->", "->"));
  }
}
