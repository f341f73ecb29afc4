package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.text.BreakIterator;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code normalizer} of a {@code tokenizer.json}. */
final class HfNormalizers {
  private static final int LONGEST_MAPPED_CLUSTER = 6; // bytes; longer ones are mapped by character

  private final List<Normalizer> steps = new ArrayList<>();
  private boolean prependsSpace;
  private boolean escapesSpaces;
  private boolean lowercases;
  private boolean stripsAccents;
  private boolean mergesSpaces;
  private byte @Nullable [] charsmap;

  HfNormalizers(@Nullable HfJson json) throws MalformedFileException {
    if (json != null) {
      for (HfJson part : json.flatten("normalizers")) {
        add(part);
      }
    }
  }

  List<Normalizer> steps() {
    return steps;
  }

  /** Whether {@code ▁} or a space is put before a text. */
  boolean prependsSpace() {
    return prependsSpace;
  }

  /** Whether spaces become {@code ▁}. */
  boolean escapesSpaces() {
    return escapesSpaces;
  }

  boolean lowercases() {
    return lowercases;
  }

  boolean stripsAccents() {
    return stripsAccents;
  }

  boolean mergesSpaces() {
    return mergesSpaces;
  }

  byte @Nullable [] charsmap() {
    return charsmap;
  }

  private void add(HfJson json) throws MalformedFileException {
    switch (json.type()) {
      case "NFC" -> addForm(Form.NFC);
      case "NFD" -> addForm(Form.NFD);
      case "NFKC" -> addForm(Form.NFKC);
      case "NFKD" -> addForm(Form.NFKD);
      case "Lowercase" -> {
        lowercases = true;
        steps.add(text -> text.toLowerCase(Locale.ROOT));
      }
      case "StripAccents" -> {
        stripsAccents = true;
        steps.add(HfNormalizers::withoutMarks);
      }
      case "Nmt" -> steps.add(HfNormalizers::nmt);
      case "BertNormalizer" -> addBert(json);
      case "Prepend" -> {
        String prefix = json.text("prepend");
        prependsSpace |= prefix.equals("▁") || prefix.equals(" ");
        steps.add(text -> text.isEmpty() ? text : prefix + text);
      }
      case "Replace" -> addReplace(json);
      case "Precompiled" -> addPrecompiled(json);
      case "Strip" -> addStrip(json.bool("strip_left", true), json.bool("strip_right", true));
      default -> throw json.wrong("unknown normalizer '" + json.type() + "'");
    }
  }

  private void addForm(Form form) {
    steps.add(text -> java.text.Normalizer.normalize(text, form));
  }

  private void addReplace(HfJson json) throws MalformedFileException {
    HfJson pattern = json.object("pattern");
    String content = json.text("content");
    if (pattern.has("String")) {
      String target = pattern.text("String");
      if (target.isEmpty()) {
        throw json.wrong("an empty text to replace");
      }
      escapesSpaces |= target.equals(" ") && content.equals("▁");
      steps.add(text -> text.replace(target, content));
      return;
    }
    String regex = pattern.text("Regex");
    if (!regex.equals(" {2,}")) {
      throw json.wrong("unknown pattern '" + regex + "'");
    }
    mergesSpaces = true;
    steps.add(text -> mergeSpaces(text, content));
  }

  private void addPrecompiled(HfJson json) throws MalformedFileException {
    byte[] map;
    try {
      map = Base64.getDecoder().decode(json.text("precompiled_charsmap"));
    } catch (IllegalArgumentException e) {
      throw json.wrong("'precompiled_charsmap' is not Base64");
    }
    Charsmap characters = new Charsmap(json.source(), map);
    charsmap = map;
    steps.add(text -> mapped(text, characters));
  }

  private void addStrip(boolean left, boolean right) {
    steps.add(
        text -> {
          int from = 0;
          int to = text.length();
          while (left && from < to && CharSet.isSpace(text.charAt(from))) {
            from++;
          }
          while (right && to > from && CharSet.isSpace(text.charAt(to - 1))) {
            to--;
          }
          return text.substring(from, to);
        });
  }

  private void addBert(HfJson json) throws MalformedFileException {
    lowercases = json.bool("lowercase", true);
    stripsAccents = json.bool("strip_accents", lowercases);
    if (json.bool("clean_text", true)) {
      steps.add(HfNormalizers::clean);
    }
    if (json.bool("handle_chinese_chars", true)) {
      steps.add(HfNormalizers::spacedChinese);
    }
    if (stripsAccents) {
      addForm(Form.NFD);
      steps.add(HfNormalizers::withoutMarks);
    }
    if (lowercases) {
      steps.add(text -> text.toLowerCase(Locale.ROOT));
    }
  }

  /** Drops non-spacing marks. */
  private static String withoutMarks(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> (CharSet.flags(c) & CharSet.NON_SPACING) == 0)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Drops control characters and makes all white space spaces. */
  private static String clean(String text) {
    int control = CharSet.CONTROL | CharSet.UNASSIGNED;
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\t' || c == '\n' || c == '\r') {
                out.append(' ');
              } else if (c != LenientUtf8.REPLACEMENT && (CharSet.flags(c) & control) == 0) {
                out.appendCodePoint(CharSet.isSpace(c) ? ' ' : c);
              }
            });
    return out.toString();
  }

  private static String spacedChinese(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean apart = BertWords.CHINESE.has(c);
              out.append(apart ? " " : "").appendCodePoint(c).append(apart ? " " : "");
            });
    return out.toString();
  }

  /** SentencePiece's NMT rules: drops some control characters, makes odd spaces plain ones. */
  private static String nmt(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean control = c < 0x20 && c != 9 && c != 10 && c != 12 && c != 13 && c != 0;
              boolean space =
                  c == 9
                      || c == 10
                      || c == 12
                      || c == 13
                      || c == 0x1680
                      || c == 0xFEFF
                      || c == 0xFFFD
                      || c >= 0x200B && c <= 0x200F
                      || c == 0x2028
                      || c == 0x2029
                      || c == 0x2581;
              if (!control && c != 0x7F && c != 0x8F && c != 0x9F) {
                out.appendCodePoint(space ? ' ' : c);
              }
            });
    return out.toString();
  }

  /** Several spaces in a row become {@code content}. */
  private static String mergeSpaces(String text, String content) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int end = i;
      while (end < text.length() && text.charAt(end) == ' ') {
        end++;
      }
      if (end - i >= 2) {
        out.append(content);
        i = end;
      } else {
        out.append(text.charAt(i++));
      }
    }
    return out.toString();
  }

  /**
   * Replaces each grapheme cluster that the map knows, or else each character: the shortest match
   * stands for the whole, as in the library.
   */
  private static String mapped(String text, Charsmap map) {
    StringBuilder out = new StringBuilder(text.length());
    BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    clusters.setText(text);
    int start = 0;
    for (int end = clusters.next(); end != BreakIterator.DONE; end = clusters.next()) {
      String cluster = text.substring(start, end);
      String replaced =
          LenientUtf8.bytes(cluster).length < LONGEST_MAPPED_CLUSTER
              ? replacement(cluster, map)
              : null;
      if (replaced != null) {
        out.append(replaced);
      } else {
        cluster
            .codePoints()
            .mapToObj(Character::toString)
            .forEach(
                c -> {
                  String one = replacement(c, map);
                  out.append(one == null ? c : one);
                });
      }
      start = end;
    }
    return out.toString();
  }

  private static @Nullable String replacement(String text, Charsmap map) {
    byte[] bytes = LenientUtf8.bytes(text);
    Charsmap.Match match = map.match(bytes, 0, bytes.length, false);
    return match.length() == 0
        ? null
        : LenientUtf8.string(map.replacements(), match.from(), match.to());
  }
}
