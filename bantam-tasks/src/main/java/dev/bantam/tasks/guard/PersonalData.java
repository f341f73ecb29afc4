package dev.bantam.tasks.guard;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Personal data that can be told by its form: e-mail addresses, international bank account numbers
 * (ISO 13616, with the check of ISO 7064) and numbers of payment cards (ISO/IEC 7812, with Luhn's
 * check). Scanners by hand, each linear in the text.
 */
enum PersonalData implements Detector {
  EMAIL("e-mail address", "[e-mail]") {
    @Override
    int[] at(String text, int i) {
      return text.charAt(i) == '@' ? email(text, i) : NONE;
    }
  },
  IBAN("bank account number", "[account]") {
    @Override
    int[] at(String text, int i) {
      return isLetter(text.charAt(i)) && isFree(text, i - 1) ? iban(text, i) : NONE;
    }
  },
  CARD("card number", "[card]") {
    @Override
    int[] at(String text, int i) {
      return isDigit(text.charAt(i)) && isFree(text, i - 1) ? card(text, i) : NONE;
    }
  };

  private static final int[] NONE = {};
  private static final int MAX_EMAIL = 254;
  private static final int MIN_CARD = 13;
  private static final int MAX_CARD = 19;

  /** Lengths by country, from the registry of ISO 13616 (SWIFT, release 99). */
  private static final Map<String, Integer> IBAN_LENGTHS = lengths();

  private final String what;
  private final String mask;

  PersonalData(String what, String mask) {
    this.what = what;
    this.mask = mask;
  }

  /** As rules call it. */
  String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<Place> find(String text) {
    List<Place> found = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      int[] range = at(text, i);
      if (range.length > 0) {
        found.add(new Place(what, mask, range[0], range[1]));
        i = range[1] - 1;
      }
    }
    return found;
  }

  /** Where such a thing begins and ends that is recognised at a character; empty if none is. */
  abstract int[] at(String text, int i);

  private static int[] email(String text, int at) {
    int start = at;
    while (start > 0 && at - start < MAX_EMAIL && isLocal(text.charAt(start - 1))) {
      start--;
    }
    while (start < at && text.charAt(start) == '.') {
      start++;
    }
    int end = at + 1;
    while (end < text.length() && end - at < MAX_EMAIL && isDomain(text.charAt(end))) {
      end++;
    }
    while (end > at + 1 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
      end--;
    }
    int dot = end - 1;
    while (dot > at && text.charAt(dot) != '.') {
      dot--;
    }
    boolean named = dot > at + 1 && end - dot > 2;
    return named && start < at && text.substring(dot + 1, end).chars().allMatch(Character::isLetter)
        ? new int[] {start, end}
        : NONE;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "._%+-'".indexOf(c) >= 0;
  }

  private static boolean isDomain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }

  private static int[] iban(String text, int from) {
    String country =
        text.substring(from, Math.min(text.length(), from + 2)).toUpperCase(Locale.ROOT);
    Integer length = IBAN_LENGTHS.get(country);
    if (length == null) {
      return NONE;
    }
    StringBuilder number = new StringBuilder();
    int end = gather(text, from, length, c -> isLetter(c) || isDigit(c), number);
    boolean whole = number.length() == length && isFree(text, end);
    return whole && isValidIban(number.toString().toUpperCase(Locale.ROOT))
        ? new int[] {from, end}
        : NONE;
  }

  private static boolean isValidIban(String iban) {
    if (!isDigit(iban.charAt(2)) || !isDigit(iban.charAt(3))) {
      return false;
    }
    StringBuilder digits = new StringBuilder();
    String turned = iban.substring(4) + iban.substring(0, 4);
    turned.chars().forEach(c -> digits.append(Character.digit(c, 36)));
    return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
  }

  /** The longest number that is one: behind it, an expiry date or a code may stand. */
  private static int[] card(String text, int from) {
    for (int digits = MAX_CARD; digits >= MIN_CARD; digits--) {
      StringBuilder number = new StringBuilder();
      int end = gather(text, from, digits, PersonalData::isDigit, number);
      if (number.length() == digits
          && isFree(text, end)
          && isCard(number.toString())
          && passesLuhn(number)) {
        return new int[] {from, end};
      }
    }
    return NONE;
  }

  /** Whether a card company gives out numbers that begin so and are so long. */
  private static boolean isCard(String number) {
    int two = Integer.parseInt(number.substring(0, 2));
    int four = Integer.parseInt(number.substring(0, 4));
    return switch (number.length()) {
      case 13, 19 -> two / 10 == 4 || two == 62 || two == 65;
      case 14 -> two == 36 || two == 38 || two == 30;
      case 15 -> two == 34 || two == 37;
      case 16 ->
          two / 10 == 4
              || two >= 51 && two <= 55
              || four >= 2221 && four <= 2720
              || four == 6011
              || two == 65
              || four >= 6440 && four <= 6499
              || two == 35
              || two == 62;
      default -> two == 62;
    };
  }

  private static boolean passesLuhn(CharSequence number) {
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(number.length() - 1 - i) - '0';
      int value = i % 2 == 0 ? digit : 2 * digit;
      sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
  }

  /** Takes up to {@code most} characters, between any two of which one space or hyphen may be. */
  private static int gather(
      String text, int from, int most, IntPredicate taken, StringBuilder into) {
    int end = from;
    for (int i = from; i < text.length() && into.length() < most; i++) {
      char c = text.charAt(i);
      if (taken.test(c)) {
        into.append(c);
        end = i + 1;
      } else if (i != end || " -\u00A0\u202F".indexOf(c) < 0) {
        break;
      }
    }
    return end;
  }

  /** Whether no letter or digit stands at an index. */
  private static boolean isFree(String text, int i) {
    return i < 0 || i >= text.length() || !Character.isLetterOrDigit(text.charAt(i));
  }

  private static boolean isLetter(int c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static Map<String, Integer> lengths() {
    String registry =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
            + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28"
            + " HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21"
            + " LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29"
            + " PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23"
            + " TN24 TR26 UA29 VA22 VG24 XK20 YE30";
    Map<String, Integer> lengths = new java.util.HashMap<>();
    for (String entry : registry.split(" ", -1)) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return Map.copyOf(lengths);
  }
}
