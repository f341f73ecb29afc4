package dev.bantam.hub;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a file: 64 lower-case hexadecimal digits, and nothing else can be one. This is the
 * only type from which {@link Blobs#path} makes a path.
 */
public record Digest(String hex) {
  private static final int HEX_DIGITS = 64;

  /**
   * @throws IllegalArgumentException if the text is not 64 lower-case hexadecimal digits
   */
  public Digest {
    if (!isHex(hex)) {
      throw new IllegalArgumentException("a SHA-256 is 64 lower-case hexadecimal digits");
    }
  }

  /** Reads {@code sha256:HEX} and {@code sha256-HEX} too; null if it is not a SHA-256. */
  public static @Nullable Digest parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean prefixed = text.startsWith("sha256:") || text.startsWith("sha256-");
    String hex = prefixed ? text.substring("sha256:".length()) : text;
    return isHex(hex) ? new Digest(hex) : null;
  }

  @JsonCreator
  static Digest of(String text) {
    Digest digest = parse(text);
    if (digest == null) {
      throw new IllegalArgumentException("not a SHA-256: sha256-<64 hexadecimal digits> expected");
    }
    return digest;
  }

  /** The digest that a hash of {@link #sha256} has come to; the hash starts anew. */
  static Digest finish(MessageDigest sha256) {
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isHex(String text) {
    return text.length() == HEX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }

  /** {@code sha256-HEX}: the blob's file name. */
  @Override
  @JsonValue
  public String toString() {
    return "sha256-" + hex;
  }
}
