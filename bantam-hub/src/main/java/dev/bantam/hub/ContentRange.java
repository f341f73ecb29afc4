package dev.bantam.hub;

import org.jspecify.annotations.Nullable;

/**
 * {@code Content-Range: bytes first-last/total} (RFC 9110, 14.4).
 *
 * @param first the first byte's offset
 * @param total the whole length in bytes, or -1 if the server does not know it
 */
record ContentRange(long first, long total) {

  static @Nullable ContentRange parse(String header) {
    int dash = header.indexOf('-');
    int slash = header.indexOf('/');
    if (!header.startsWith("bytes ") || dash < 0 || slash < dash) {
      return null;
    }
    try {
      long first = Long.parseLong(header.substring("bytes ".length(), dash).strip());
      long last = Long.parseLong(header.substring(dash + 1, slash).strip());
      String whole = header.substring(slash + 1).strip();
      long total = whole.equals("*") ? -1 : Long.parseLong(whole);
      boolean sane = first >= 0 && last >= first && (total < 0 || last == total - 1);
      return sane ? new ContentRange(first, total) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
