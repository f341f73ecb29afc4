package dev.bantam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bantam.format.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Expected results from reference engines. The root is {@code -Dbantam.goldens=DIR}, else the
 * nearest {@code shared/goldens} beside this checkout or above it, else the few that the checkout
 * has itself; tests of a kind that the root lacks skip.
 */
public final class Goldens {
  private static final @Nullable Path ROOT = find();

  private Goldens() {}

  private static @Nullable Path find() {
    String set = System.getProperty("bantam.goldens", "");
    if (!set.isEmpty()) {
      return Path.of(set).toAbsolutePath();
    }
    Path shared = nearest("shared/goldens");
    return shared != null ? shared : nearest("bantam-core/src/test/resources/goldens");
  }

  /** The folder of this name in the working directory, or in the nearest one above it. */
  private static @Nullable Path nearest(String name) {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path found = dir.resolve(name);
      if (Files.isDirectory(found)) {
        return found;
      }
    }
    return null;
  }

  /**
   * A folder or file under the root, such as {@code arch}; skips the calling test where it is
   * absent.
   */
  public static Path path(String first, String... more) {
    Path path = ROOT == null ? null : ROOT.resolve(Path.of(first, more));
    assumeTrue(
        path != null && Files.exists(path),
        () -> "no goldens at " + (path == null ? "-Dbantam.goldens" : path) + ": skipped");
    return path;
  }

  /** The case folders of one kind, sorted; skips the calling test where there are none. */
  public static List<Path> cases(String kind) throws IOException {
    try (Stream<Path> list = Files.list(path(kind))) {
      return list.filter(Files::isDirectory).sorted().toList();
    }
  }

  public static Map<String, Object> json(Path file) throws IOException {
    return Json.readObject(file);
  }

  /** A raw little-endian float32 array. */
  public static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] out = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(out);
    return out;
  }

  /** A raw little-endian float64 array. */
  public static double[] doubles(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    double[] out = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(out);
    return out;
  }

  /** A JSON array of whole numbers. */
  public static int[] ints(Object list) {
    return ((List<?>) list).stream().mapToInt(x -> ((Number) x).intValue()).toArray();
  }

  /** The largest absolute difference; NaN or infinite if either is, or if the lengths differ. */
  public static double difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double d = Math.abs(actual[i] - expected[i]);
      worst = d <= worst ? worst : d; // NaN counts as worst
    }
    return worst;
  }

  /** The root of the mean of the squared differences. */
  public static double rms(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.pow((double) actual[i] - expected[i], 2);
    }
    return Math.sqrt(sum / expected.length);
  }
}
