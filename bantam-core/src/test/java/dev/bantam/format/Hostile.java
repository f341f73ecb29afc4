package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Feeds bad bytes to a reader: it must load them or refuse them, and keep within 64 MiB. */
public final class Hostile {
  /** Reads the bytes of a file. */
  public interface Reader {
    void read(byte[] bytes) throws IOException;
  }

  private static final long MOST_BYTES = 64L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Reader reader;

  public Hostile(Reader reader) {
    this.reader = reader;
  }

  /** How many random mutations to try: {@code -Dbantam.mutations=N}. */
  public static int mutations() {
    return Integer.getInteger("bantam.mutations", 1000);
  }

  /** The refusal, or null if the bytes loaded. Fails on any other throwable. */
  public @Nullable MalformedFileException refusal(byte[] bytes, String what) throws IOException {
    return refusal(() -> reader.read(bytes), what);
  }

  /** As {@link #refusal(byte[], String)}, for anything that may refuse. */
  public static @Nullable MalformedFileException refusal(Attempt attempt, String what) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    MalformedFileException refused = null;
    try {
      attempt.run();
    } catch (MalformedFileException e) {
      refused = e;
    } catch (Throwable e) {
      fail(what, e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes allocated: %s", what).isLessThan(MOST_BYTES);
    return refused;
  }

  /** Something that reads what others made. */
  public interface Attempt {
    void run() throws IOException;
  }

  /** Asserts that the bytes are refused, for a reason that says {@code reason}. */
  public void assertRefused(byte[] bytes, String reason, String what) throws IOException {
    MalformedFileException refused = refusal(bytes, what);
    assertThat(refused).as(what).isNotNull();
    assertThat(refused.reason()).as(what).contains(reason);
    assertThat(refused.file()).as(what).isNotEmpty();
    assertThat(refused.offset()).as(what).isBetween(-1L, (long) bytes.length);
  }

  /**
   * Every prefix must be refused or load; those for which {@code mustFail} holds must be refused.
   */
  public void everyPrefix(byte[] bytes, Predicate<Integer> mustFail) throws IOException {
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = java.util.Arrays.copyOf(bytes, length);
      MalformedFileException refused = refusal(prefix, "the first " + length + " bytes");
      if (mustFail.test(length)) {
        assertThat(refused).as("the first %d bytes", length).isNotNull();
      }
    }
  }

  /** Each bit of the first {@code length} bytes, flipped. */
  public void everyBitFlip(byte[] bytes, int length) throws IOException {
    for (int bit = 0; bit < 8 * length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refusal(flipped, "bit " + bit + " flipped");
    }
  }

  /** {@link #mutations} random changes: bytes set, regions copied, cut out, zeroed or blown up. */
  public void randomMutations(byte[] bytes, long seed) throws IOException {
    for (int i = 0; i < mutations(); i++) {
      refusal(mutate(bytes, new Random(seed + i)), "mutation with seed " + (seed + i));
    }
  }

  /** Some changes of {@code bytes}, decided by {@code random}. */
  public static byte[] mutate(byte[] bytes, Random random) {
    byte[] out = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && out.length > 0; i++) {
      int at = random.nextInt(out.length);
      int length = Math.min(out.length - at, 1 + random.nextInt(16));
      switch (random.nextInt(5)) {
        case 0 -> out[at] = (byte) random.nextInt();
        case 1 -> java.util.Arrays.fill(out, at, at + length, (byte) -random.nextInt(2));
        case 2 -> System.arraycopy(out, random.nextInt(out.length - length + 1), out, at, length);
        case 3 -> out = cut(out, at, length);
        default -> out[at] = (byte) "\"\\{}[]0:,-\177\377".charAt(random.nextInt(12));
      }
    }
    return out;
  }

  private static byte[] cut(byte[] bytes, int at, int length) {
    byte[] out = new byte[bytes.length - length];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(bytes, at + length, out, at, out.length - at);
    return out;
  }
}
