package dev.bantam.tasks.translate.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.translate.format.FileFormat.Options;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileFormatTest {
  private static final Options POLISH = new Options("pl", false);

  private static final String HTML =
      """
      <!DOCTYPE html><title>A title</title>
      <p class='x'>Press <b title="the &quot;key&quot;">Enter</b> &mdash; or <code>exit</code>.<p>No end
      <script>var a = "text";</script><img src=a.png alt="A picture">
      <pre>kept</pre><ul><li>One<li>Two &lt; three</ul>
      """;

  private static final String MARKDOWN =
      """
      ---
      title: kept
      ---
      # A *heading*

      Run `bantam pull` and [read more](https://example.org "t"),
      then go on \\*here\\*.

      > A quote
      > goes on.

      - an item
        with two lines

      | Name | What it does |
      |------|--------------|
      | `a`  | prints it    |

          code stays
      """;

  private static final String PO =
      """
      msgid ""
      msgstr ""
      "Language: \\n"
      "Content-Type: text/plain; charset=CHARSET\\n"
      "Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

      # a translator's comment
      #: main.c:12
      #, c-format
      msgid "Cannot open %s\\n"
      msgstr ""

      msgctxt "menu"
      msgid "Open"
      msgstr "Otwórz"

      #, c-format
      msgid "%d file"
      msgid_plural "%d files"
      msgstr[0] ""
      msgstr[1] ""

      #~ msgid "old"
      #~ msgstr  "stary"
      """;

  private static final String XLIFF =
      """
      <?xml version="1.0"?>
      <xliff version="1.2"><file source-language="en" target-language="pl"><body>
        <trans-unit id="1"><source>Save <g id="b">all</g> &amp; close<x id="n"/></source></trans-unit>
        <trans-unit id="2"><source>Done</source>
          <target state="new"/></trans-unit>
        <trans-unit id="3" translate="no"><source>kept</source></trans-unit>
        <trans-unit id="4"><source>Yes</source><target>Tak</target></trans-unit>
      </body></file></xliff>
      """;

  private static final String SRT =
      """
      1
      00:00:01,000 --> 00:00:02,500
      Good morning,
      said <i>she</i>.

      2
      00:00:03,000 --> 00:00:04,000
      Bye.
      """
          .replace("\n", "\r\n");

  private static TextFile read(FileFormat format, String text) throws IOException {
    return format.read("file", text, POLISH);
  }

  /** All texts in capitals, or as they are, with their markup. */
  private static String write(TextFile file, boolean capitals) {
    Map<Integer, List<Piece>> translations = new LinkedHashMap<>();
    for (int i = 0; i < file.units().size(); i++) {
      Unit unit = file.units().get(i);
      List<Piece> pieces = new ArrayList<>();
      int at = 0;
      for (Mark mark : unit.marks()) {
        pieces.add(free(unit.text().substring(at, mark.start()), capitals));
        pieces.add(new Piece(unit.text().substring(mark.start(), mark.end()), true));
        at = mark.end();
      }
      pieces.add(free(unit.text().substring(at), capitals));
      translations.put(i, pieces);
    }
    return file.write(translations);
  }

  private static Piece free(String text, boolean capitals) {
    return new Piece(capitals ? text.toUpperCase(Locale.ROOT) : text, false);
  }

  static Stream<Path> pagesOfThisRepository() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
      docs.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
      return pages.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pagesOfThisRepository")
  void aPageIsTheSameWhenItsTextsAre(Path page) throws IOException {
    String text = Files.readString(page);
    TextFile file = read(FileFormat.MARKDOWN, text);
    assertThat(file.units()).isNotEmpty();
    assertThat(write(file, false)).isEqualTo(text);
    assertThat(file.write(Map.of())).isEqualTo(text);
  }

  @Test
  void markdownKeepsCodeTargetsAndLayout() throws IOException {
    assertThat(write(read(FileFormat.MARKDOWN, MARKDOWN), false)).isEqualTo(MARKDOWN);
    assertThat(write(read(FileFormat.MARKDOWN, MARKDOWN), true))
        .isEqualTo(
            """
            ---
            title: kept
            ---
            # A *HEADING*

            RUN `bantam pull` AND [READ MORE](https://example.org "t"), THEN GO ON \\*HERE\\*.

            > A QUOTE GOES ON.

            - AN ITEM WITH TWO LINES

            | NAME | WHAT IT DOES |
            |------|--------------|
            | `a`  | PRINTS IT    |

                code stays
            """);
  }

  @Test
  void htmlKeepsTagsEntitiesAndScripts() throws IOException {
    assertThat(write(read(FileFormat.HTML, HTML), false)).isEqualTo(HTML);
    String capitals = write(read(FileFormat.HTML, HTML), true);
    assertThat(capitals)
        .contains("PRESS <b title=\"THE &quot;KEY&quot;\">ENTER</b> &mdash; OR <code>exit</code>.")
        .contains("<img src=a.png alt=\"A PICTURE\">")
        .contains("var a = \"text\";", "<pre>kept</pre>", "<li>TWO &lt; THREE");
    assertThat(tags(capitals)).isEqualTo(tags(HTML));
  }

  private static List<String> tags(String html) {
    return Jsoup.parse(html).getAllElements().stream().map(e -> e.tagName()).toList();
  }

  @Test
  void poIsFilledForReview() throws IOException {
    TextFile file = read(FileFormat.PO, PO);
    assertThat(file.done()).containsExactly(Map.entry("Open", "Otwórz"));
    assertThat(file.write(Map.of())).isEqualTo(PO);
    assertThat(write(file, true))
        .contains("\"Language: pl\\n\"", "charset=UTF-8", "nplurals=3; plural=n==1 ? 0 :")
        .contains("#, fuzzy, c-format\nmsgid \"Cannot open %s\\n\"\nmsgstr \"CANNOT OPEN %S\\n\"\n")
        .contains(
            """
            #, fuzzy, c-format
            msgid "%d file"
            msgid_plural "%d files"
            msgstr[0] "%D FILE"
            msgstr[1] "%D FILES"
            msgstr[2] "%D FILES"

            """)
        .contains("\nmsgctxt \"menu\"\nmsgid \"Open\"\nmsgstr \"Otwórz\"\n")
        .endsWith("#~ msgid \"old\"\n#~ msgstr  \"stary\"\n");
  }

  private static boolean isOnPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Test
  void gettextTakesWhatIsFilled(@TempDir Path folder) throws Exception {
    assumeTrue(isOnPath("msgfmt"), "gettext is not installed");
    for (String language : List.of("ja", "de", "pl", "sl", "ar")) {
      TextFile file = FileFormat.PO.read("file", PO, new Options(language, false));
      Path po = Files.writeString(folder.resolve(language + ".po"), write(file, false));
      Process check =
          new ProcessBuilder("msgfmt", "--check-format", "--check-domain", "--use-fuzzy")
              .command(
                  "msgfmt",
                  "--check-format",
                  "--check-domain",
                  "--use-fuzzy",
                  "-o",
                  "-",
                  po.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out").toFile())
              .start();
      assertThat(check.waitFor()).describedAs(language).isZero();
    }
  }

  @Test
  void xliffGetsTargets() throws IOException {
    assertThat(read(FileFormat.XLIFF, XLIFF).done()).containsExactly(Map.entry("Yes", "Tak"));
    assertThat(write(read(FileFormat.XLIFF, XLIFF), true))
        .isEqualTo(
            XLIFF
                .replace(
                    "close<x id=\"n\"/></source>",
                    "close<x id=\"n\"/></source><target>SAVE <g id=\"b\">ALL</g> &amp;"
                        + " CLOSE<x id=\"n\"/></target>")
                .replace("<target state=\"new\"/>", "<target state=\"new\">DONE</target>"));
  }

  @Test
  void xliff2HasSegments() throws IOException {
    String text =
        "<xliff version=\"2.0\" srcLang=\"en\"><file id=\"f\"><unit id=\"u\">"
            + "<segment><source>Go <pc id=\"1\">on</pc></source></segment></unit></file></xliff>";
    assertThat(write(read(FileFormat.XLIFF, text), true))
        .contains("</source><target>GO <pc id=\"1\">ON</pc></target></segment>");
  }

  @Test
  void subtitlesKeepTimings() throws IOException {
    assertThat(write(read(FileFormat.SRT, SRT), false)).isEqualTo(SRT);
    assertThat(read(FileFormat.SRT, SRT).units())
        .extracting(Unit::text)
        .containsExactly("Good morning,\r\nsaid <i>she</i>.", "Bye.");
    String vtt = "WEBVTT\n\nNOTE a comment\n\nintro\n00:01.000 --> 00:02.000 line:0\nHello\n";
    assertThat(read(FileFormat.VTT, vtt).units()).extracting(Unit::text).containsExactly("Hello");
  }

  @Test
  void whatIsNotOfTheFormatIsTold() {
    assertThatThrownBy(() -> read(FileFormat.PO, "no messages"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("file");
    assertThatThrownBy(() -> read(FileFormat.PO, "msgid \"a\nmsgstr \"\"\n"))
        .hasMessageContaining("without an end");
    assertThatThrownBy(() -> read(FileFormat.XLIFF, "<xliff><file>"))
        .hasMessageContaining("is no XML");
    String bomb =
        "<!DOCTYPE x [<!ENTITY a SYSTEM"
            + " \"file:///etc/passwd\">]><xliff><source>&a;</source></xliff>";
    assertThatThrownBy(() -> read(FileFormat.XLIFF, bomb)).hasMessageContaining("DOCTYPE");
    assertThatThrownBy(() -> read(FileFormat.SRT, "just text")).hasMessageContaining("-->");
    assertThatThrownBy(() -> FileFormat.of("a.docx")).hasMessageContaining(".po");
  }
}
