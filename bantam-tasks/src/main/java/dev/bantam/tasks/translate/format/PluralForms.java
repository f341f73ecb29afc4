package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many forms a language has for numbers of things, and which.
 *
 * @param count from 1
 * @param formula which form a number takes, in gettext's notation
 */
record PluralForms(int count, String formula) {
  private static final int MOST = 6;
  private static final String KEY = "Plural-Forms:";
  private static final PluralForms ONE = new PluralForms(1, "0");
  private static final PluralForms TWO = new PluralForms(2, "n != 1");
  private static final PluralForms FRENCH = new PluralForms(2, "n > 1");
  private static final PluralForms EAST_SLAVIC =
      new PluralForms(
          3, "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2");
  private static final PluralForms CZECH =
      new PluralForms(3, "(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2");

  /** From the gettext manual, "Additional functions for plural forms". */
  private static final Map<String, PluralForms> LANGUAGES =
      Map.ofEntries(
          Map.entry("ja", ONE),
          Map.entry("ko", ONE),
          Map.entry("zh", ONE),
          Map.entry("vi", ONE),
          Map.entry("th", ONE),
          Map.entry("id", ONE),
          Map.entry("fr", FRENCH),
          Map.entry("pt_BR", FRENCH),
          Map.entry("tr", FRENCH),
          Map.entry("ru", EAST_SLAVIC),
          Map.entry("uk", EAST_SLAVIC),
          Map.entry("be", EAST_SLAVIC),
          Map.entry("sr", EAST_SLAVIC),
          Map.entry("hr", EAST_SLAVIC),
          Map.entry("cs", CZECH),
          Map.entry("sk", CZECH),
          Map.entry(
              "pl",
              new PluralForms(
                  3, "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2")),
          Map.entry(
              "lt",
              new PluralForms(
                  3, "n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2")),
          Map.entry("lv", new PluralForms(3, "n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2")),
          Map.entry(
              "ro", new PluralForms(3, "n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2")),
          Map.entry(
              "sl",
              new PluralForms(4, "n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3")),
          Map.entry(
              "ar",
              new PluralForms(
                  6,
                  "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 :"
                      + " 5")));

  /** As a header says, else as the language has them; two where it is not known. */
  static PluralForms of(String file, @Nullable PoEntry header, String language)
      throws MalformedFileException {
    String line = header == null ? "" : line(header.strings().getFirst().text());
    int at = line.indexOf("nplurals=");
    String number = at < 0 ? "" : line.substring(at + 9, Math.max(at + 9, line.indexOf(';', at)));
    if (number.isEmpty() || number.equals("INTEGER")) {
      return ofLanguage(language);
    }
    if (number.length() != 1 || number.charAt(0) < '1' || number.charAt(0) > '0' + MOST) {
      throw new MalformedFileException(
          file,
          header == null ? -1 : header.start(),
          "its Plural-Forms has no nplurals from 1 to 6");
    }
    int formula = line.indexOf("plural=", at + 9);
    return new PluralForms(
        number.charAt(0) - '0', formula < 0 ? "" : line.substring(formula + 7).strip());
  }

  private static String line(String header) {
    return header.lines().filter(line -> line.startsWith(KEY)).findFirst().orElse("");
  }

  static PluralForms ofLanguage(String language) {
    String code = language.replace('-', '_');
    PluralForms exact = LANGUAGES.get(code);
    String main = code.split("_", -1)[0].toLowerCase(Locale.ROOT);
    return exact != null ? exact : LANGUAGES.getOrDefault(main, TWO);
  }

  /** Whether the first form is for 1 alone, so that it may leave the number out. */
  boolean firstIsOne() {
    String plain = formula.replace(" ", "").replace("(", "");
    return plain.startsWith("n!=1") || plain.startsWith("n==1?0");
  }

  /** As it stands in a header. */
  String line() {
    return "%s nplurals=%d; plural=%s;".formatted(KEY, count, formula);
  }
}
