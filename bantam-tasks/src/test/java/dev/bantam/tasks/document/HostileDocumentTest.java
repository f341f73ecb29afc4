package dev.bantam.tasks.document;

import static dev.bantam.tasks.document.MadeFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, locked, or made to do harm: refused by name, in words and in time. */
final class HostileDocumentTest {
  private static final String WORD =
      "<w:document"
          + " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
          + "<w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>";

  @TempDir private Path folder;

  private static void refused(String name, byte[] bytes, String why) {
    assertThatThrownBy(() -> DocumentReader.read(name, bytes))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void emptyAndBlank() {
    refused("a.pdf", new byte[0], "is empty");
    refused("a.txt", utf8(" \n\n"), "holds no text");
  }

  @Test
  void encrypted() throws Exception {
    refused("a.pdf", MadeFiles.pdf(List.of(List.of("Secret")), "key"), "is encrypted");
    refused("a.docx", MadeFiles.encrypted(MadeFiles.docx()), "is encrypted");
  }

  @Test
  void noDocument() {
    byte[] png = new byte[100];
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, 0, png, 0, 8);
    refused("a.png", png, "no kind that is read here (image/png)");
    refused("a.txt", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0}, "no kind that is read");
    byte[] noise = new byte[5000];
    new Random(7).nextBytes(noise);
    refused("noise.txt", noise, "is");
  }

  @Test
  void brokenEncoding() {
    byte[] bytes = utf8("Words, and then \u0001\u0002\u0003\u0004\u0005 no words.");
    refused("a.txt", bytes, "is");
  }

  @Test
  void largeFilesAreRefusedUnread() throws IOException {
    Path file = folder.resolve("huge.txt");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    assertThatThrownBy(() -> DocumentReader.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(file + ": is too large: at most 256 MiB are read");
    refused("a.txt", utf8("word ".repeat(DocumentLimits.CHARS / 5 + 1)), "characters of text");
    refused(
        "a.html",
        utf8("<html><body>" + "word ".repeat(DocumentLimits.CHARS / 5 + 1)),
        "characters of text");
  }

  @Test
  void noFileOrNoOrdinaryOne() {
    assertThatThrownBy(() -> DocumentReader.read(folder))
        .hasMessageContaining("is no ordinary file");
    assertThatThrownBy(() -> DocumentReader.read(folder.resolve("none.txt")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  @Test
  void zipBombs() throws IOException {
    refused("a.docx", MadeFiles.docx(WORD.formatted("a".repeat(20 << 20))), "is a zip bomb");
    byte[] inner = MadeFiles.zip(Map.of("word/document.xml", new byte[64 << 20]));
    refused("nested.zip", MadeFiles.zip(Map.of("a.zip", inner)), "no kind that is read here");
    refused("flat.docx", inner, "is a zip bomb");
  }

  @Test
  void laughsAndOutsideEntities() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "open sesame");
    StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 30; i++) {
      laughs.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
    }
    laughs.append("<!ENTITY out SYSTEM \"" + secret.toUri() + "\">]>");
    for (String entity : List.of("&a29;", "&out;")) {
      byte[] docx = MadeFiles.docx(laughs + WORD.formatted("before " + entity + " after"));
      try {
        assertThat(DocumentReader.read("a.docx", docx).text())
            .hasSizeLessThan(100)
            .doesNotContain("sesame");
      } catch (MalformedFileException e) {
        assertThat(e).hasMessageStartingWith("a.docx: ");
      }
    }
  }

  @Test
  void whateverIsCutOffIsReadOrRefused() throws IOException {
    byte[] pdf = MadeFiles.pdf(List.of(List.of("One line of text.")), "");
    for (byte[] whole : List.of(pdf, MadeFiles.docx(), MadeFiles.xlsx())) {
      for (int parts = 1; parts < 8; parts++) {
        readOrRefused(Arrays.copyOf(whole, whole.length * parts / 8));
      }
    }
    refused("cut.docx", Arrays.copyOf(MadeFiles.docx(), 900), "is damaged");
  }

  @Test
  void whateverIsChangedIsReadOrRefused() throws IOException {
    long seed = Long.getLong("seed", 20261130);
    Random random = new Random(seed);
    byte[] pdf = MadeFiles.pdf(List.of(List.of("One line of text.")), "");
    for (byte[] whole : List.of(pdf, MadeFiles.docx(), MadeFiles.odt())) {
      for (int i = 0; i < 40; i++) {
        byte[] changed = whole.clone();
        for (int bit = 0; bit < 8; bit++) {
          changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          readOrRefused(changed);
        } catch (Throwable e) {
          throw new AssertionError("seed " + seed + ", case " + i, e);
        }
      }
    }
  }

  private static void readOrRefused(byte[] bytes) throws IOException {
    try {
      assertThat(DocumentReader.read("a", bytes).blocks()).isNotEmpty();
    } catch (MalformedFileException e) {
      assertThat(e).hasMessageStartingWith("a: ");
      assertThat(e.getMessage()).doesNotContain("\n");
    }
  }

  @Test
  void depth() {
    String deep = "<div>".repeat(100_000) + "Down here.";
    try {
      assertThat(DocumentReader.read("a.html", utf8("<html><body>" + deep)).text())
          .isEqualTo("Down here.");
    } catch (IOException e) {
      assertThat(e)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("nested too deeply");
    }
  }

  @Test
  void patienceEnds() throws IOException {
    byte[] book = utf8("<html><body>" + "<p>A word.".repeat(500_000)); // no matter of a moment
    assertThatThrownBy(() -> DocumentReader.read("a.html", book, Duration.ZERO))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("given up");
  }
}
