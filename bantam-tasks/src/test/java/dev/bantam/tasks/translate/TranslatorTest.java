package dev.bantam.tasks.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.evaluate.metric.Markup;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.translate.format.FileFormat;
import dev.bantam.tasks.translate.format.Mark;
import dev.bantam.tasks.translate.format.Piece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's weights are random: it would keep nothing by itself. */
class TranslatorTest {
  @TempDir private static Path folder;
  private static TaskModel model;
  private static PromptFile prompt;

  @BeforeAll
  static void open() throws IOException {
    model =
        TaskModel.open(
            Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf"));
    String yaml = "{name: t, version: 1, user: '{{ text }}', max_tokens: 200, stops: [\"\\n\"]}";
    prompt = PromptFile.read(Files.writeString(folder.resolve("t.yaml"), yaml));
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  private static Translator translator(TranslateOptions options) {
    return new Translator(model, prompt, options);
  }

  private static final TranslateOptions GERMAN = TranslateOptions.of("en", "de");

  private static final Glossary TERMS =
      Glossary.of(
          List.of(
              new Term("disk", List.of("Festplatte*")),
              new Term("cover", List.of("Abdeckung", "Deckel")),
              new Term("USB 3 port", List.of("USB-3-Anschluss"))));

  @Test
  void whateverTheModelWritesTokensAndTermsAreThere() {
    List<String> words =
        List.of(
            "%s",
            "%d",
            "%1$s",
            "{name}",
            "{{x}}",
            "${HOME}",
            "<b>",
            "</b>",
            "7",
            "2.5",
            "7",
            "%",
            "https://example.org/a?b=1",
            "disks",
            "cover",
            "USB 3 port",
            "open",
            "the",
            "file,",
            "100%",
            "&amp;",
            "a_b",
            "%%");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int cut = 0;
    int total = 60;
    for (int round = 0; round < total; round++) {
      List<String> sentence = new ArrayList<>(List.of("Press"));
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        sentence.add(words.get(random.nextInt(words.size())));
      }
      Guarded guarded =
          Guarded.of(String.join(" ", sentence), List.of(), TERMS, Locale.ENGLISH, Locale.GERMAN);
      Answer answer =
          model
              .generator()
              .generate(
                  Request.builder(Prompt.text("x"))
                      .grammar(AnswerGrammar.of(guarded, 1 + random.nextInt(12)))
                      .maxTokens(300)
                      .sampling(SamplingOptions.builder().temperature(1).build())
                      .seed(random.nextLong())
                      .build());
      if (answer.finish() == FinishReason.LENGTH) {
        cut++;
        continue;
      }
      String text = answer.text().strip();
      assertThat(guarded.pieces(text))
          .describedAs("seed %d: %s -> %s", seed, guarded.source(), text)
          .isNotNull();
      assertThat(guarded.terms())
          .describedAs("seed %d: %s -> %s", seed, guarded.source(), text)
          .allMatch(term -> Glossary.has(text, term));
    }
    assertThat(cut).isLessThan(total / 2);
  }

  @Test
  void aSentenceWithTooManyTokensForAGrammarIsLeftAsItIs() throws IOException {
    String url = "https://example.org/" + "long/".repeat(400);
    String few = "Open " + url + " at 5 % of {a} and %s or %d of the disk";
    Guarded held = Guarded.of(few, List.of(), TERMS, Locale.ENGLISH, Locale.GERMAN);
    assertThat(AnswerGrammar.of(held, AnswerGrammar.ANY)).isNotNull();
    String many = "Take" + " %s of {a}, a disk, a cover".repeat(3000);
    Guarded burst = Guarded.of(many, List.of(), TERMS, Locale.ENGLISH, Locale.GERMAN);
    assertThat(AnswerGrammar.of(burst, AnswerGrammar.ANY)).isNull();
    Glossary endless = Glossary.of(List.of(new Term("disk", List.of("Platte".repeat(50_000)))));
    Guarded wide = Guarded.of("A disk", List.of(), endless, Locale.ENGLISH, Locale.GERMAN);
    assertThat(AnswerGrammar.of(wide, AnswerGrammar.ANY)).isNull();
    String text = "Take" + " %s of {a}".repeat(3000);
    Result<Translation> result =
        translator(GERMAN).translate("a.txt", text, FileFormat.TEXT, model.begin(), (_, _) -> {});
    assertThat(result.value().text().strip()).isEqualTo(text);
  }

  @Test
  void aFileKeepsItsPlaceholdersTermsAndLayout() throws IOException {
    String po =
        """
        msgid ""
        msgstr "Content-Type: text/plain; charset=UTF-8\\n"

        msgid "Cannot open %s at line %d of the disk\\n"
        msgstr ""

        msgid "%s\\n"
        msgstr ""
        """;
    Translator translator = translator(GERMAN.withGlossary(TERMS));
    Result<Translation> result =
        translator.translate("a.po", po, FileFormat.PO, model.begin(), (_, _) -> {});
    String text = result.value().text();
    assertThat(text).contains("msgid \"%s\\n\"\nmsgstr \"%s\\n\"").contains("#, fuzzy");
    String message = text.split("\n\n", -1)[1];
    assertThat(message.substring(message.indexOf("msgstr"))).containsOnlyOnce("%s").contains("%d");
    assertThat(result.value().segments())
        .singleElement()
        .satisfies(
            s ->
                assertThat(
                        Glossary.has(
                            s.target(), TERMS.matches("disk", Locale.ENGLISH).getFirst().term()))
                    .isTrue());
    assertThat(result.fields()).containsKeys("text", "segments", "usage", "confidence");
  }

  @Test
  void aMemoryIsUsedAsItIs() throws IOException {
    TranslationMemory memory = new TranslationMemory();
    memory.add("Open the file {name}.", "Öffne die Datei {name}.");
    memory.add("Broken: {name}", "Kaputt");
    Translator translator = translator(GERMAN.withMemory(memory));
    String html = "<p>Open the file\n {name}.</p><p>Open the file {name}.</p>";
    Result<Translation> result =
        translator.translate("a.html", html, FileFormat.HTML, model.begin(), (_, _) -> {});
    assertThat(result.value().text())
        .isEqualTo("<p>Öffne die Datei {name}.</p><p>Öffne die Datei {name}.</p>");
    assertThat(result.value().segments())
        .singleElement()
        .satisfies(s -> assertThat(s.memory()).isEqualTo(100));
    assertThat(result.usage().answerTokens()).isZero();
    assertThat(translator.translate("Broken: {name}").value().text()).contains("{name}");
  }

  @Test
  void linesOfAParagraphAreFilled() {
    TranslationMemory memory = new TranslationMemory();
    memory.add("One two three four five six.", "Eins zwei drei vier fünf sechs sieben.");
    assertThat(
            translator(GERMAN.withMemory(memory))
                .translate("One two three\nfour five six.\n\nOne two three four five six.\n")
                .value()
                .text())
        .isEqualTo(
            "Eins zwei drei\nvier fünf\nsechs sieben.\n\nEins zwei drei vier fünf sechs sieben.\n");
  }

  @Test
  void markupMovesWithItsWords() {
    List<Mark> marks = List.of(new Mark(4, 12, Mark.Kind.OPEN), new Mark(15, 19, Mark.Kind.CLOSE));
    Guarded guarded =
        Guarded.of(
            "The <b id=1>red</b> one 2.5", marks, Glossary.NONE, Locale.ENGLISH, Locale.GERMAN);
    assertThat(guarded.shown()).isEqualTo("The <1>red</1> one 2.5");
    assertThat(guarded.pieces("Eins <1>rot</1> 2,5"))
        .containsExactly(
            new Piece("Eins ", false),
            new Piece("<b id=1>", true),
            new Piece("rot", false),
            new Piece("</b>", true),
            new Piece(" 2,5", false));
    assertThat(guarded.pieces("</1>rot<1> 2,5")).isNull();
    assertThat(guarded.pieces("<1>rot</1> 25")).isNull();
    assertThat(guarded.pieces("<1>rot</1>")).isNull();
  }

  @Test
  void termsAreFoundInflected() {
    Glossary english =
        Glossary.of(
            List.of(
                new Term("battery", List.of("Batterie*")),
                new Term("hard disk", List.of("Festplatte")),
                new Term("disk", List.of("Scheibe"))));
    assertThat(english.matches("Batteries and hard  disks, no diskette", Locale.ENGLISH))
        .extracting(match -> match.term().source())
        .containsExactly("battery", "hard disk");
    Glossary polish = Glossary.of(List.of(new Term("pokrywa", List.of("cover"))));
    assertThat(polish.matches("Zdejmij pokrywę.", Locale.forLanguageTag("pl"))).hasSize(1);
    assertThat(Glossary.targets("pokrywa| pokrywę ||")).containsExactly("pokrywa", "pokrywę");
  }

  @Test
  void tmxComesBackAndStrangersEntitiesDoNot() throws IOException {
    TranslationMemory memory = new TranslationMemory();
    memory.add("Press <1>OK</1> & go<2/> <b>", "Drücke <1>OK</1> & los<2/> <b>");
    String tmx = Tmx.write(memory, "en", "de");
    assertThat(tmx).contains("<bpt i=\"1\"/>OK<ept i=\"1\"/> &amp; go<ph x=\"2\"/> &lt;b&gt;");
    assertThat(Tmx.read("m.tmx", tmx, "en-GB", "de").sentences()).isEqualTo(memory.sentences());
    assertThat(Tmx.read("m.tmx", tmx, "en", "fr").sentences()).isEmpty();
    assertThatThrownBy(() -> Tmx.read("m.tmx", "<!DOCTYPE tmx><tmx/>", "en", "de"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("DOCTYPE");
    Path file = folder.resolve("m.tmx");
    Tmx.append(file, memory, "en", "de");
    TranslationMemory more = new TranslationMemory();
    more.add("New.", "Neu.");
    Tmx.append(file, more, "en", "de");
    Tmx.append(file, more, "en", "pl");
    assertThat(Tmx.read(file, "en", "de").sentences()).hasSize(2);
    assertThat(Tmx.read(file, "en", "pl").sentences()).hasSize(1);
  }

  @Test
  void nearSentencesAreFound() {
    TranslationMemory memory = new TranslationMemory();
    memory.add("Remove the cover of the pump.", "A");
    memory.add("Remove the cover of the engine and the pump.", "B");
    assertThat(memory.nearest("Remove the cover of the engine."))
        .hasValueSatisfying(
            match -> {
              assertThat(match.target()).isEqualTo("A");
              assertThat(match.percent()).isEqualTo(83);
            });
    assertThat(memory.nearest("Close all windows.")).isEmpty();
  }

  @Test
  void numbersOfTheTargetLanguageCount() {
    assertThat(Markup.of("1,000.5 of 3").numbers()).isEqualTo(Markup.of("1.000,5 von 3").numbers());
    assertThatThrownBy(() -> TranslateOptions.of("en", "klingonese"))
        .hasMessageContaining("no code of a language");
  }
}
