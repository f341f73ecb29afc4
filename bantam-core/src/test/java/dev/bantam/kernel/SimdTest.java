package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scalar arithmetic and vectors of every width give the same bits, each in a JVM of its own. */
@Timeout(300)
class SimdTest {
  private static List<String> scalar;

  @BeforeAll
  static void scalar() throws Exception {
    scalar = digest(true, "scalar");
  }

  @Test
  void allChoicesGiveTheSameBits() throws Exception {
    assertThat(scalar.getFirst()).isEqualTo("0");
    assertThat(digest(false, "vector")).as("without the vector module").isEqualTo(scalar);
    assumeTrue(Simd.bits() > 0, "this machine has no vectors to compare");
    for (int bits = 128; bits <= Simd.bits(); bits *= 2) {
      List<String> vector = digest(true, "vector" + bits);
      assertThat(vector.getFirst()).isEqualTo(Integer.toString(bits));
      assertThat(vector.subList(1, vector.size()))
          .as("vectors of %d bits", bits)
          .isEqualTo(scalar.subList(1, scalar.size()));
    }
  }

  /** Machine code rounds activations where it multiplies quantised weights; the rest is alike. */
  @Test
  void machineCodeDoesAllElseAlike() throws Exception {
    List<String> exact = withoutRounding(scalar);
    assertThat(exact).hasSizeGreaterThan(30);
    assertThat(withoutRounding(digest(true, "native-page"))).isEqualTo(exact);
  }

  private static List<String> withoutRounding(List<String> digest) {
    return digest.stream().skip(1).filter(line -> !isRounded(line)).toList();
  }

  private static boolean isRounded(String line) {
    return RandomWeights.types().stream()
        .anyMatch(type -> line.startsWith(type + " ") && Kernel.of(type).lanes() != null);
  }

  private static List<String> digest(boolean withVectors, String choice) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (withVectors) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-Dbantam.kernels=" + choice);
    command.add("-cp");
    command.add(folder(Kernel.class) + java.io.File.pathSeparator + folder(KernelDigest.class));
    command.add(KernelDigest.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines = lines(process);
    assertThat(process.waitFor()).as("exit code of %s", command).isZero();
    return lines;
  }

  private static List<String> lines(Process process) throws IOException {
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Path folder(Class<?> type) throws Exception {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Path.of(source.getLocation().toURI());
  }
}
