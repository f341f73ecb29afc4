package dev.bantam.tokenizer;

import java.util.Arrays;

/** Takes the spaces out that decoded text has before punctuation, as llama.cpp does. */
final class TidySpaces {
  private final byte[] text;
  private int length;

  private TidySpaces(byte[] text) {
    this.text = text;
    this.length = text.length;
  }

  static byte[] of(byte[] text) {
    TidySpaces tidy = new TidySpaces(text.clone());
    tidy.beforePunctuation();
    tidy.aroundApostrophes();
    tidy.beforeContractions();
    return Arrays.copyOf(tidy.text, tidy.length);
  }

  private void beforePunctuation() {
    int n = Math.min(length, 1);
    for (int i = 1; i < length; i++) {
      byte c = text[i];
      if (text[i - 1] == ' ' && (c == '?' || c == '!' || c == '.' || c == ',')) {
        n--;
      }
      text[n++] = c;
    }
    length = n;
  }

  private void aroundApostrophes() {
    int n = Math.min(length, 1);
    for (int i = 1; i < length; i++) {
      byte c = text[i];
      if (c == '\'' && i + 1 < length && text[i - 1] == ' ' && text[i + 1] == ' ') {
        n--;
        text[++i] = 0; // so that the space is not seen again; it is passed over
      }
      text[n++] = c;
    }
    length = n;
  }

  private void beforeContractions() {
    int n = Math.min(length, 1);
    for (int i = 1; i < length; i++) {
      byte c = text[i];
      if (c == '\'' && text[i - 1] == ' ' && isContraction(i + 1)) {
        n--;
      }
      text[n++] = c;
    }
    length = n;
  }

  /** {@code 's 'm 're 've} */
  private boolean isContraction(int at) {
    if (at >= length) {
      return false;
    }
    if (text[at] == 's' || text[at] == 'm') {
      return true;
    }
    return at + 1 < length && text[at + 1] == 'e' && (text[at] == 'r' || text[at] == 'v');
  }
}
