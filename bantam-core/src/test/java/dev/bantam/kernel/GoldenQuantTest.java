package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each storage type against ggml: decoding bit for bit, encoding byte for byte, products by error.
 */
class GoldenQuantTest {
  @TestFactory
  List<DynamicTest> typesEqualGgml() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path folder : Goldens.cases("quant")) {
      DType type =
          Arrays.stream(DType.values())
              .filter(t -> t.ggmlName().equals(folder.getFileName().toString()))
              .findAny()
              .orElseThrow();
      tests.add(dynamicTest(type.ggmlName(), () -> check(folder, type)));
    }
    return tests;
  }

  private static void check(Path folder, DType type) throws IOException {
    Kernel kernel = Kernel.of(type);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".q.bin")).sorted().toList()) {
        String set = file.getFileName().toString().replace(".q.bin", "");
        byte[] stored = Files.readAllBytes(file);
        float[] decoded = Goldens.floats(folder.resolve(set + ".deq.f32"));
        float[] out = new float[decoded.length];
        kernel.decode(MemorySegment.ofArray(stored), 0, out, 0, out.length);
        int different = differentValues(out, decoded);
        report(kernel, set, "decoded values that differ", different, 0);
        assertThat(different).as("%s: decoded values that differ", set).isZero();
        checkProducts(kernel, stored, folder, set, decoded);
        checkMatrix(kernel, stored, folder, set, decoded);
        checkEncoding(kernel, stored, folder, set);
      }
    }
  }

  private static int differentValues(float[] actual, float[] expected) {
    int different = 0;
    for (int j = 0; j < expected.length; j++) {
      different +=
          Float.floatToRawIntBits(actual[j]) == Float.floatToRawIntBits(expected[j]) ? 0 : 1;
    }
    return different;
  }

  /** A product's error relative to the root of the sum of its squared terms. */
  private static void checkProducts(
      Kernel kernel, byte[] stored, Path folder, String set, float[] decoded) throws IOException {
    float[] x = Goldens.floats(folder.resolveSibling("x.f32"));
    int k = x.length / 5;
    int rows = decoded.length / k;
    float[] y = new float[5 * rows];
    for (int i = 0; i < 5; i++) {
      kernel.matvec(MemorySegment.ofArray(stored), 0, rows, k, x, i * k, y, i * rows);
    }
    checkProducts(kernel, "products", folder, set, decoded, x, y);
  }

  /** The same by the kernels that a matrix chooses. */
  private static void checkMatrix(
      Kernel kernel, byte[] stored, Path folder, String set, float[] decoded) throws IOException {
    float[] x = Goldens.floats(folder.resolveSibling("x.f32"));
    int k = x.length / 5;
    int rows = decoded.length / k;
    float[] y = new float[5 * rows];
    MemorySegment data = MemorySegment.ofArray(stored);
    try (Team team = new Team(2)) {
      new Matrix(new Tensor(set, kernel.type(), new long[] {rows, k}, data))
          .multiply(x, 5, y, team);
    }
    checkProducts(kernel, "products of a matrix", folder, set, decoded, x, y);
  }

  private static void checkProducts(
      Kernel kernel, String what, Path folder, String set, float[] decoded, float[] x, float[] y)
      throws IOException {
    double[] exact = Goldens.doubles(folder.resolve(set + ".exact5.f64"));
    int k = x.length / 5;
    int rows = decoded.length / k;
    double worst = 0;
    for (int i = 0; i < 5; i++) {
      for (int r = 0; r < rows; r++) {
        double squares = 0;
        for (int j = 0; j < k; j++) {
          squares += Math.pow((double) decoded[r * k + j] * x[i * k + j], 2);
        }
        double error = Math.abs(y[i * rows + r] - exact[i * rows + r]);
        worst = Math.max(worst, squares == 0 ? error : error / Math.sqrt(squares));
      }
    }
    double tolerance =
        switch (kernel.type()) {
          case F32 -> 4e-7;
          case F16 -> 7e-4;
          case BF16 -> 5e-3;
          default -> 3e-2;
        };
    report(kernel, set, what + ", relative", worst, tolerance);
    assertThat(worst).as("%s: error of %s", set, what).isLessThan(tolerance);
  }

  private static void report(
      Kernel kernel, String set, String measure, double difference, double tolerance) {
    String name = kernel.type().ggmlName() + "/" + set;
    GoldenReport.add("quant", name, measure, difference, tolerance);
  }

  private static void checkEncoding(Kernel kernel, byte[] stored, Path folder, String set)
      throws IOException {
    boolean weighed = set.endsWith("_im");
    Path source =
        folder.resolveSibling((weighed ? set.substring(0, set.length() - 3) : set) + ".src.f32");
    if (!kernel.encodes() || !Files.exists(source)) {
      return;
    }
    float[] x = Goldens.floats(source);
    float @Nullable [] importance =
        weighed ? Goldens.floats(folder.resolveSibling("imatrix.f32")) : null;
    int k = Goldens.floats(folder.resolveSibling("imatrix.f32")).length;
    byte[] out = new byte[stored.length];
    for (int r = 0; r < x.length / k; r++) {
      long offset = r * kernel.type().bytes(k);
      kernel.encode(x, r * k, k, importance, MemorySegment.ofArray(out), offset);
    }
    int bytes = kernel.type().blockBytes;
    int different = 0;
    for (int i = 0; i < out.length; i += bytes) {
      different += Arrays.equals(out, i, i + bytes, stored, i, i + bytes) ? 0 : 1;
    }
    report(kernel, set, "encoded blocks that differ", different, 0);
    assertThat(different).as("%s: encoded blocks that differ", set).isZero();
  }
}
