package dev.bantam.train;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Models and data that the repository does not hold: {@code shared} beside the checkout or above
 * it. Tests skip where they are absent.
 */
public final class Shared {
  private Shared() {}

  /** A file or folder under {@code shared}; skips the calling test where it is absent. */
  public static Path path(String first, String... more) {
    return present(nearest(Path.of("shared", first).resolve(Path.of("", more))), first);
  }

  private static Path present(@Nullable Path path, String name) {
    assumeTrue(path != null && Files.exists(path), () -> "no shared " + name + ": skipped");
    return path;
  }

  private static @Nullable Path nearest(Path name) {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve(name))) {
        return dir.resolve(name);
      }
    }
    return null;
  }
}
