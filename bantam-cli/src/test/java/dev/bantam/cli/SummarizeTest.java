package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummarizeTest {
  private static final String BRIDGE =
      "The bridge over the Lorne is closed in May. Buses of line 4 take the ring road instead.";

  @TempDir private Path folder;

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Good files, and one of each kind of bad ones. */
  private void fill() throws IOException {
    write("good.txt", BRIDGE);
    write("below/good.md", "# Bridge\n\n" + BRIDGE);
    write(".hidden/secret.txt", "Not to be read by anybody at all.");
    write("empty.txt", "");
    write("damaged.pdf", "%PDF-1.7\n1 0 obj << /Type /Catalog");
    Files.write(folder.resolve("noise.txt"), new byte[] {0, 1, 2, 3, (byte) 0xff, 4, 5, 6, 7});
    try (RandomAccessFile sparse =
        new RandomAccessFile(folder.resolve("huge.txt").toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.docx")))) {
      zip.putNextEntry(new ZipEntry("word/document.xml"));
      zip.write(new byte[8 << 20]);
      zip.closeEntry();
    }
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      document.protect(new StandardProtectionPolicy("key", "key", new AccessPermission()));
      document.save(folder.resolve("locked.pdf").toFile());
    }
  }

  @Test
  void badFilesAreReportedByNameAndTheRestIsDone() throws IOException {
    fill();
    write(".short.yaml", "{name: short, version: 1, user: '{{ document }}', max_tokens: 12}");
    Called called =
        Called.bantam(
            "summarize",
            folder.toString(),
            "--model",
            Called.LLAMA,
            "--prompt",
            folder.resolve(".short.yaml").toString(),
            "--json",
            "--sentences",
            "1");
    assertThat(called.status()).isEqualTo(Failures.MALFORMED);
    List<String> lines = called.out().lines().toList();
    assertThat(lines).hasSize(2);
    for (String line : lines) {
      Map<String, Object> result = Json.parseObject("a line", line);
      assertThat(result).containsKeys("document", "summary", "model", "prompt", "usage");
      assertThat(String.valueOf(result.get("document"))).contains("good");
    }
    Map<String, String> reasons =
        Map.of(
            "empty.txt", "is empty",
            "damaged.pdf", "is damaged",
            "noise.txt", "is of no kind that is read here",
            "huge.txt", "is too large: at most 256 MiB are read",
            "bomb.docx", "is a zip bomb",
            "locked.pdf", "is encrypted: remove its password");
    reasons.forEach(
        (name, reason) ->
            assertThat(called.err()).contains("bantam: " + folder.resolve(name) + ": " + reason));
    assertThat(called.err()).doesNotContain("hidden").doesNotContain("\tat ");
  }

  @Test
  void extractsNeedNoModel() throws IOException {
    write("a.txt", BRIDGE);
    Path file = folder.resolve("a.txt");
    Path saved = folder.resolve("summary.txt");
    Called called =
        Called.fine("summarize", file.toString(), "--style", "extract", "--cite", "-n", "2");
    assertThat(called.out().strip())
        .isEqualTo(
            "The bridge over the Lorne is closed in May. [1]"
                + " Buses of line 4 take the ring road instead. [1]");
    assertThat(called.err()).contains("[1] " + file + ", passage 1");
    Called.fine("summarize", file.toString(), "--style", "extract", "-o", saved.toString());
    assertThat(Files.readString(saved)).isEqualTo(BRIDGE + "\n");
    assertThat(Called.bantam("summarize", file.toString(), "-n", "0").status())
        .isEqualTo(Failures.USAGE);
    assertThat(
            Called.bantam("summarize", folder.resolve("none.pdf").toString(), "--style", "extract"))
        .satisfies(
            failed -> {
              assertThat(failed.status()).isEqualTo(Failures.IO);
              assertThat(failed.err()).contains("no such file: ").contains("none.pdf");
            });
  }

  @Test
  void standardInput() {
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream(BRIDGE.getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(Called.fine("summarize", "--style", "extract", "-n", "2").out().strip())
          .isEqualTo(BRIDGE);
    } finally {
      System.setIn(in);
    }
  }
}
