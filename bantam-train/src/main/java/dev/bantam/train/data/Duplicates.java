package dev.bantam.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.generate.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which examples say the same: digests of all that a data set says. */
public final class Duplicates {
  /** Half of a SHA-256: that two texts share one by chance need not be reckoned with. */
  private record Key(long high, long low) {}

  private final Set<Key> exact = new HashSet<>();
  private final Set<Key> normalised = new HashSet<>();
  private int rows;
  private int inOther;

  private Duplicates() {}

  /** Goes through a data set. */
  public static Duplicates in(DataSet data) throws IOException {
    Duplicates found = new Duplicates();
    data.forEach((where, example) -> found.add(text(example)));
    return found;
  }

  /** As {@link #in}, counting too what {@code other} says already. */
  public static Duplicates in(DataSet data, Duplicates other) throws IOException {
    Duplicates found = new Duplicates();
    data.forEach(
        (where, example) -> {
          String text = text(example);
          found.inOther += other.normalised.contains(key(normalise(text))) ? 1 : 0;
          found.add(text);
        });
    return found;
  }

  private void add(String text) {
    rows++;
    exact.add(key(text));
    normalised.add(key(normalise(text)));
  }

  public int rows() {
    return rows;
  }

  /** Rows that say exactly what a row before them says. */
  public int exact() {
    return rows - exact.size();
  }

  /** Rows that a row before them equals but for case, white space and punctuation. */
  public int normalised() {
    return rows - normalised.size();
  }

  /** Rows that the other data set has too, but for case, white space and punctuation. */
  public int inOther() {
    return inOther;
  }

  private static String text(Example example) {
    return switch (example) {
      case Example.Text text -> text.text();
      case Example.Completion said -> said.prompt() + '\0' + said.completion();
      case Example.Chat chat -> {
        StringBuilder text = new StringBuilder();
        for (Message message : chat.messages()) {
          text.append(message.role()).append('\0').append(message.content()).append('\0');
        }
        yield text.toString();
      }
      case Example.Preference pair -> text(pair.chosen()) + '\0' + text(pair.rejected());
      case Example.Judged judged -> text(judged.answer()) + '\0' + judged.good();
    };
  }

  /** Letters and digits alone, in small letters. */
  private static String normalise(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(out::appendCodePoint);
    return out.isEmpty() ? text : out.toString();
  }

  private static Key key(String text) {
    MessageDigest digest = DataSet.sha();
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest(text.getBytes(UTF_8)));
    return new Key(bytes.getLong(), bytes.getLong());
  }
}
