package dev.bantam.retrieve;

/**
 * A file as it was when it was indexed.
 *
 * @param key its absolute path
 * @param size in bytes
 * @param modified when it was last changed, in milliseconds since 1970
 * @param sha256 of its bytes
 */
record IndexedFile(String key, long size, long modified, String sha256) {}
