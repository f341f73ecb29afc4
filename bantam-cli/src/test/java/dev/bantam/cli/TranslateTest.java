package dev.bantam.cli;

import static dev.bantam.cli.Called.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateTest {
  private static final String TMX =
      """
      <tmx version="1.4"><header/><body><tu>
      <tuv xml:lang="en"><seg>Press <bpt i="1">&lt;b></bpt>OK<ept i="1">&lt;/b></ept>.</seg></tuv>
      <tuv xml:lang="de"><seg>Drücken Sie <bpt i="1">x</bpt>OK<ept i="1">x</ept>.</seg></tuv>
      </tu></body></tmx>
      """;

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void filesAreTranslatedAndBadOnesNamed() throws IOException {
    String page = file("a.md", "# 12\n\nPress **OK**.\n\n    code\n");
    String broken = file("b.po", "msgid \"no end\n");
    Path out = folder.resolve("out");
    Called called =
        Called.bantam(
            "translate",
            "-m",
            LLAMA,
            "--from",
            "en",
            "--to",
            "de",
            "--tm",
            file("m.tmx", TMX),
            "-o",
            out.toString(),
            page,
            broken);
    assertThat(called.status()).isEqualTo(Failures.MALFORMED);
    assertThat(called.err()).contains("b.po").contains("without an end");
    assertThat(out.resolve("a.md")).hasContent("# 12\n\nDrücken Sie **OK**.\n\n    code\n");
    assertThat(out.resolve("b.po")).doesNotExist();
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    for (String name : List.of("x", "y")) {
      Files.createDirectories(folder.resolve("docs").resolve(name));
      Files.writeString(folder.resolve("docs").resolve(name).resolve("a.md"), "Text.");
    }
    String docs = folder.resolve("docs").toString();
    String out = folder.resolve("all").toString();
    Called twice =
        Called.bantam("translate", "-m", LLAMA, "--from", "en", "--to", "de", docs, "-o", out);
    assertThat(twice.status()).isEqualTo(Failures.USAGE);
    assertThat(twice.err()).contains("would be written twice");
    String file = docs + "/x/a.md";
    Called over =
        Called.bantam("translate", "-m", LLAMA, "--from", "en", "--to", "de", file, "-o", file);
    assertThat(over.status()).isEqualTo(Failures.USAGE);
    assertThat(Path.of(file)).hasContent("Text.");
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    String text = file("a.txt", "Text.");
    assertThat(Called.bantam("translate", "-m", LLAMA, "--from", "en", "--to", "xx", text).err())
        .contains("'xx' is no code of a language");
    Called glossary =
        Called.bantam(
            "translate",
            "-m",
            LLAMA,
            "--from",
            "en",
            "--to",
            "de",
            "--glossary",
            file("g.csv", "source,target\nlocknut,\n"),
            text);
    assertThat(glossary.status()).isEqualTo(Failures.MALFORMED);
    assertThat(glossary.err()).contains("g.csv:2");
    assertThat(
            Called.bantam("translate", "-m", LLAMA, "--from", "en", "--to", "de", text, text + "2")
                .status())
        .isEqualTo(Failures.USAGE);
  }
}
