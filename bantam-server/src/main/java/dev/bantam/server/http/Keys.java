package dev.bantam.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients must know to be served. Only the SHA-256 of each key is kept. */
public final class Keys {
  /** None is asked for, and nobody may change what is stored. */
  public static final Keys NONE = new Keys(List.of(), null);

  private final List<byte[]> users;
  private final byte @Nullable [] admin;

  private Keys(List<byte[]> users, byte @Nullable [] admin) {
    this.users = users;
    this.admin = admin;
  }

  /**
   * Keys of users, and that of the administrator, who is a user too.
   *
   * @throws IllegalArgumentException if one is empty
   */
  public static Keys of(List<String> users, @Nullable String admin) {
    return new Keys(
        users.stream().map(Keys::digest).toList(), admin == null ? null : digest(admin));
  }

  /** Whether users need a key. */
  public boolean areAsked() {
    return !users.isEmpty();
  }

  /** Whether there is a key for changes of what is stored. */
  public boolean hasAdmin() {
    return admin != null;
  }

  /** Whether this is the key of a user. Takes as long for any. */
  boolean isUser(String key) {
    byte[] digest = digest(key);
    boolean found = isAdmin(digest);
    for (byte[] user : users) {
      found |= MessageDigest.isEqual(user, digest);
    }
    return found;
  }

  /** Whether this is the administrator's key. */
  boolean isAdmin(String key) {
    return isAdmin(digest(key));
  }

  private boolean isAdmin(byte[] digest) {
    return admin != null && MessageDigest.isEqual(admin, digest);
  }

  private static byte[] digest(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("a key must not be empty");
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
