package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of files or of what is added piece by piece. */
public final class Sha256 {
  private static final int CHUNK = 1 << 20;

  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The hash of a file as {@code sha256:HEX}; of a folder, that of its {@code .safetensors} files
   * one after the other, sorted by name: what {@code cat *.safetensors | sha256sum} prints.
   */
  public static String of(Path path) throws IOException {
    Sha256 hash = new Sha256();
    for (Path file : Files.isDirectory(path) ? weights(path) : List.of(path)) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] chunk = new byte[CHUNK];
        for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
          hash.digest.update(chunk, 0, n);
        }
      }
    }
    return hash.finish();
  }

  private static List<Path> weights(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  /** Adds the text as UTF-8. */
  public void update(String text) {
    digest.update(text.getBytes(UTF_8));
  }

  /** Adds bytes, fewer than 2^31. */
  public void update(MemorySegment bytes) {
    digest.update(bytes.asByteBuffer());
  }

  /** The hash of what was added, as {@code sha256:HEX}; it starts anew. */
  public String finish() {
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }
}
