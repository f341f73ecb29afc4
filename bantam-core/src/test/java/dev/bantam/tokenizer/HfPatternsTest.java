package dev.bantam.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The hand-written splitters cut as the regular expressions do that they stand for. */
class HfPatternsTest {
  private static final String[] PARTS = {
    " ",
    "  ",
    "    ",
    "\n",
    "\r\n",
    "\t",
    "\u3000",
    "\u00a0",
    "'s",
    "'LL",
    "'t",
    "'x",
    "a",
    "B",
    "word",
    "WORD",
    "camelCase",
    "é",
    "e\u0301",
    "\u0301",
    "ß",
    "Ж",
    "ж",
    "ǅ",
    "ʰ",
    "ª",
    "漢字",
    "かな",
    "한국",
    "ไทย",
    "नमस्ते",
    "1",
    "12",
    "345",
    "6789",
    "٣",
    "½",
    "Ⅻ",
    "_",
    "!",
    "...",
    "$",
    "+=",
    "/",
    "//",
    "`",
    "，",
    "。",
    "…",
    "’",
    "🙂",
    "\u200d",
    "\u0007",
    "(",
    "[",
    "IMGIMGABZ",
    "<sentinel:12>",
    "𝒳"
  };

  @Test
  void splittersCutAsTheirPatterns() {
    Random random = new Random(20261123);
    for (String text : HfPatterns.patterns()) {
      // In the library's dialect the dollar is the end of a line; no text with lines gets there.
      String ending = text.endsWith("+$") ? text.replace("$", "\\z") : text;
      Pattern pattern = Pattern.compile(ending, Pattern.UNICODE_CHARACTER_CLASS);
      Splitter splitter = HfPatterns.splitter(text);
      assertThat(splitter).as(text).isNotNull();
      for (int i = 0; i < 300; i++) {
        // Where a lookahead groups digits, an earlier splitter has set them apart.
        String sample = text.contains("(?=") ? "1".repeat(1 + random.nextInt(12)) : sample(random);
        assertThat(cut(splitter, sample))
            .as("%s on '%s'", text, sample)
            .isEqualTo(matches(pattern, sample));
      }
    }
  }

  @Test
  void otherPatternsAreUnknown() {
    assertThat(HfPatterns.splitter("(a+)+$")).isNull();
    assertThat(HfPatterns.splitter("")).isNull();
  }

  private static String sample(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(12); n > 0; n--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  private static List<String> cut(Splitter splitter, String sample) {
    int[] text = sample.codePoints().toArray();
    IntList ends = new IntList(8);
    splitter.split(text, 0, text.length, ends);
    List<String> pieces = new ArrayList<>();
    for (int i = 0, start = 0; i < ends.size(); start = ends.get(i++)) {
      pieces.add(new String(text, start, ends.get(i) - start));
    }
    return pieces;
  }

  private static List<String> matches(Pattern pattern, String sample) {
    List<String> pieces = new ArrayList<>();
    Matcher matcher = pattern.matcher(sample);
    int start = 0;
    while (matcher.find()) {
      if (matcher.start() > start) {
        pieces.add(sample.substring(start, matcher.start()));
      }
      if (matcher.end() > matcher.start()) {
        pieces.add(matcher.group());
      }
      start = matcher.end();
    }
    if (start < sample.length()) {
      pieces.add(sample.substring(start));
    }
    return pieces;
  }
}
