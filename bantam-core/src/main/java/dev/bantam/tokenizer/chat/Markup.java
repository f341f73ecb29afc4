package dev.bantam.tokenizer.chat;

/** Escapes for HTML, which only templates that ask for it use. */
final class Markup {
  private Markup() {}

  static Text escape(Meter meter, Text text) {
    TextBuilder out = new TextBuilder(meter);
    int from = 0;
    for (int i = 0; i < text.chars(); i++) {
      String escaped =
          switch (text.string().charAt(i)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\'' -> "&#39;";
            case '"' -> "&#34;";
            default -> "";
          };
      if (!escaped.isEmpty()) {
        out.append(text, from, i).append(escaped, text.isContent(i));
        from = i + 1;
      }
    }
    return out.append(text, from, text.chars()).text().asMarkup(true);
  }
}
