package dev.bantam.tasks.document;

import static dev.bantam.tasks.document.MadeFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tasks.document.Block.Kind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentReaderTest {
  private static List<String> shown(Document document) {
    return document.blocks().stream()
        .map(block -> block.kind() + " " + block.level() + " " + block.page() + " " + block.text())
        .toList();
  }

  private static List<String> shown(String name, String text) throws IOException {
    return shown(DocumentReader.read(name, utf8(text)));
  }

  @Test
  void pdfPagesAndWordsPartedAtLineEnds() throws IOException {
    byte[] pdf =
        MadeFiles.pdf(
            List.of(
                List.of(
                    "Handbook of cells", "1 Safety", "Never open a lithium bat-", "tery by hand."),
                List.of("Handbook of cells", "Water does not put", "out such a fire. 1"),
                List.of("Handbook of cells", "Call for help first.", "1")),
            "");
    Document document = DocumentReader.read("cells.pdf", pdf);
    assertThat(document.mediaType()).isEqualTo("application/pdf");
    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 1 1 Safety",
            "PARAGRAPH 0 1 Never open a lithium battery by hand.",
            "PARAGRAPH 0 2 Water does not put out such a fire. 1",
            "PARAGRAPH 0 3 Call for help first. 1");
  }

  @Test
  void word() throws IOException {
    Document document = DocumentReader.read("without ending", MadeFiles.docx());
    assertThat(document.title()).isEqualTo("Batteries");
    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 0 Batteries",
            "PARAGRAPH 0 0 Lithium cells must not be opened.",
            "ROW 0 0 Voltage\t3.7 V");
  }

  @Test
  void slidesArePages() throws IOException {
    assertThat(shown(DocumentReader.read("talk", MadeFiles.pptx())))
        .containsExactly("PARAGRAPH 0 1 The first slide.", "PARAGRAPH 0 2 The second slide.");
  }

  @Test
  void sheetsAndOpenDocument() throws IOException {
    assertThat(shown(DocumentReader.read("prices", MadeFiles.xlsx())))
        .containsExactly("HEADING 1 0 Prices", "ROW 0 0 Apples\t3.5");
    assertThat(shown(DocumentReader.read("rules", MadeFiles.odt())))
        .containsExactly("HEADING 2 0 Rules", "PARAGRAPH 0 0 No open flames.");
    assertThat(shown("a.rtf", "{\\rtf1\\ansi No \\b open\\b0  flames.\\par}"))
        .containsExactly("PARAGRAPH 0 0 No open flames.");
  }

  @Test
  void htmlWithoutScriptsAndMenus() throws IOException {
    assertThat(
            shown(
                "page.html",
                """
                <html><head><title>Cells</title><style>p{}</style></head><body><nav>Home</nav>
                <h2>Safety</h2><p>Do <b>not</b><br>open.<script>x()</script></p>
                <ul><li><p>Gloves</p></li><li>Glasses</li></ul>
                <table><tr><th>Volt</th><td><p>3.7</p></td></tr></table>
                <pre>a
                  b</pre></body></html>
                """))
        .containsExactly(
            "HEADING 2 0 Safety",
            "PARAGRAPH 0 0 Do not open.",
            "ITEM 0 0 Gloves",
            "ITEM 0 0 Glasses",
            "ROW 0 0 Volt\t3.7",
            "CODE 0 0 a\n  b");
  }

  @Test
  void markdown() throws IOException {
    assertThat(shown("a.md", "# Top\n\nSome *bold*\nwords.\n\n* one\n* two\n\n```\ncode\n```\n"))
        .containsExactly(
            "HEADING 1 0 Top",
            "PARAGRAPH 0 0 Some bold words.",
            "ITEM 0 0 one",
            "ITEM 0 0 two",
            "CODE 0 0 code");
  }

  @Test
  void mailWithoutWhatIsAttached() throws IOException {
    Document document =
        DocumentReader.read(
            "mail.eml",
            utf8(
                """
                From: Ada <ada@example.org>
                To: bob@example.org
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=x

                --x
                Content-Type: multipart/alternative; boundary=y

                --y
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                The caf=E9 closes at six.

                Bring the keys.
                --y
                Content-Type: text/html; charset=utf-8

                <p>The café closes at six.</p><p>Bring the keys.</p>
                --y--
                --x
                Content-Type: text/plain
                Content-Disposition: attachment; filename=secret.txt

                Not to be read.
                --x--
                """
                    .replace("\n", "\r\n")));
    assertThat(document.title()).isEqualTo("Grüße");
    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 0 Grüße",
            "PARAGRAPH 0 0 From: Ada <ada@example.org>; To: bob@example.org",
            "PARAGRAPH 0 0 The café closes at six.",
            "PARAGRAPH 0 0 Bring the keys.");
  }

  @Test
  void textAsRfcsAndManualsHaveIt() throws IOException {
    assertThat(
            shown(
                "rfc.txt",
                """
                1.  Introduction

                   Packets go on
                   over the page with-

                Doe                      Informational                     [Page 1]
                \fRFC 9999                  Packets                   May 2026

                   out a stop.

                   o  one

                   o  two
                      lines

                Doe                      Informational                     [Page 2]
                \fRFC 9999                  Packets                   May 2026

                1.1.  Terms

                   +---+   +---+
                   | A |   | B |

                Doe                      Informational                     [Page 3]
                \fRFC 9999                  Packets                   May 2026
                """))
        .containsExactly(
            "HEADING 1 1 1. Introduction",
            "PARAGRAPH 0 1 Packets go on over the page without a stop.",
            "ITEM 0 2 o one",
            "ITEM 0 2 o two lines",
            "HEADING 2 3 1.1. Terms",
            "CODE 0 3 +---+   +---+\n| A |   | B |");
    assertThat(shown("a.txt", "Title\n=====\n\nPart\n----\n\nText.\n\nEnd\n===\n"))
        .containsExactly(
            "HEADING 1 0 Title", "HEADING 2 0 Part", "PARAGRAPH 0 0 Text.", "HEADING 1 0 End");
    assertThat(shown("ls.1.txt", "NAME\n       ls - list\n\nDESCRIPTION\n       Lists.\n"))
        .containsExactly(
            "HEADING 1 0 NAME",
            "PARAGRAPH 0 0 ls - list",
            "HEADING 1 0 DESCRIPTION",
            "PARAGRAPH 0 0 Lists.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1"})
  void encodings(String charset) throws IOException {
    String text = "Die Brücke über den Fluß bleibt gesperrt. Fußgänger gehen über die Brücke.";
    assertThat(shown(DocumentReader.read("a.txt", text.getBytes(Charset.forName(charset)))))
        .containsExactly("PARAGRAPH 0 0 " + text);
  }

  @Test
  void otherAlphabetsAndBrokenCharacters() throws IOException {
    String russian = "Мост через реку закрыт на ремонт. Пешеходы идут по другому мосту, к северу.";
    assertThat(shown(DocumentReader.read("a.txt", russian.getBytes(Charset.forName("KOI8-R")))))
        .containsExactly("PARAGRAPH 0 0 " + russian);
    byte[] broken = ("Über " + russian.repeat(3)).getBytes(StandardCharsets.UTF_8);
    broken[broken.length - 10] = (byte) 0xff;
    assertThat(DocumentReader.read("a.txt", broken).text())
        .startsWith("Über Мост")
        .contains("\ufffd");
  }

  @Test
  void depthOfHtmlDoesNotMatter() throws IOException {
    String deep = "<div>".repeat(65) + "Down here." + "</div>".repeat(65);
    assertThat(shown("a.html", "<html><body>" + deep)).containsExactly("PARAGRAPH 0 0 Down here.");
  }

  @Test
  void kindIsFoundFromWhatAFileHolds() throws IOException {
    assertThat(DocumentReader.read("a.txt", MadeFiles.docx()).mediaType())
        .contains("wordprocessingml");
    Document cited = DocumentReader.read("a", utf8("Just words."));
    assertThat(cited.mediaType()).isEqualTo("text/plain");
    assertThat(cited.blocks()).extracting(Block::kind).containsExactly(Kind.PARAGRAPH);
  }
}
