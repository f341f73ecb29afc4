package dev.bantam.hub;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A file to fetch.
 *
 * @param uri where it is
 * @param file its path in the model's folder
 * @param bytes its length, or -1 if unknown
 * @param digest its SHA-256; null if unknown
 * @param token for the address's host; null for none
 */
record RemoteFile(
    URI uri, String file, long bytes, @Nullable Digest digest, @Nullable String token) {

  /** Names the part file: what is fetched if that is known, else where from. */
  Digest key() {
    if (digest != null) {
      return digest;
    }
    MessageDigest sha256 = Digest.sha256();
    sha256.update(uri.toString().getBytes(StandardCharsets.UTF_8));
    return Digest.finish(sha256);
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
