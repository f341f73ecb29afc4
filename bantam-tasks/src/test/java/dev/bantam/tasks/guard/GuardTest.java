package dev.bantam.tasks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Generator;
import dev.bantam.tasks.TaskModel;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
  private static final Path WEIGHTS =
      Path.of("../bantam-core/src/test/resources/goldens/arch/mamba2/model.gguf");

  @TempDir private Path temp;

  private Guard guard(String rules) throws Exception {
    return Guard.read(Files.writeString(temp.resolve("rules.yaml"), rules), null);
  }

  private static List<String> found(PersonalData kind, String text) {
    return kind.find(text).stream().map(p -> text.substring(p.start(), p.end())).toList();
  }

  /** The examples of the registry of ISO 13616 and of payment companies' test pages. */
  @Test
  void publishedNumbersAreFound() {
    for (String iban :
        List.of(
            "GB82 WEST 1234 5698 7654 32",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "PL61 1090 1014 0000 0712 1981 2874",
            "NO93 8601 1117 947",
            "ch9300762011623852957",
            "MT84MALT011000012345MTLCAST001S",
            "SA03 8000 0000 6080 1016 7519")) {
      assertThat(found(PersonalData.IBAN, "Pay to " + iban + ".")).containsExactly(iban);
      assertThat(found(PersonalData.IBAN, "x" + iban)).isEmpty();
      assertThat(found(PersonalData.IBAN, iban + "7")).isEmpty();
    }
    for (String card :
        List.of(
            "4111 1111 1111 1111",
            "5555555555554444",
            "3782-822463-10005",
            "6011111111111117",
            "3056 9309 0259 04",
            "3530111333300000",
            "2223003122003222",
            "4222222222222")) {
      assertThat(found(PersonalData.CARD, "(" + card + ")")).containsExactly(card);
      String other =
          card.substring(0, card.length() - 1)
              + (char) (card.endsWith("9") ? '0' : card.charAt(card.length() - 1) + 1);
      assertThat(found(PersonalData.CARD, other)).isEmpty();
      assertThat(found(PersonalData.CARD, card + "1")).isEmpty();
    }
    for (String after : List.of(" 12/27", " 123", " 12/27 123")) {
      assertThat(found(PersonalData.CARD, "4111 1111 1111 1111" + after))
          .containsExactly("4111 1111 1111 1111");
    }
    assertThat(found(PersonalData.EMAIL, "a.b+c@mail.example.org, <x@y.de>; ü@bücher.example."))
        .containsExactly("a.b+c@mail.example.org", "x@y.de", "ü@bücher.example");
    assertThat(found(PersonalData.EMAIL, "@home a@b 3@4.5 @@ me@. x@y.1 user@localhost")).isEmpty();
  }

  /** ISO 7064's check finds each single wrong character. */
  @Test
  void oneWrongDigitIsNoAccount() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      StringBuilder digits = new StringBuilder();
      random.ints(18, 0, 10).forEach(digits::append);
      int check = 98 - new BigInteger(digits + "131400").mod(BigInteger.valueOf(97)).intValue();
      String iban = "DE%02d%s".formatted(check, digits);
      assertThat(found(PersonalData.IBAN, iban)).as("seed %d", seed).containsExactly(iban);
      int at = 4 + random.nextInt(18);
      char other = (char) ('0' + (iban.charAt(at) - '0' + 1 + random.nextInt(9)) % 10);
      String wrong = iban.substring(0, at) + other + iban.substring(at + 1);
      assertThat(found(PersonalData.IBAN, wrong)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void textsAreBlockedMaskedOrPassWithAWord() throws Exception {
    Guard guard =
        guard(
            """
            rules:
              - words: [project heron]
                on: output
                say: Not here.
              - personal: [email, card]
                action: mask
              - words: ["gambl*", lottery]
                action: warn
              - toxicity: 0.8
            """);
    Checked blocked = guard.check("All about PROJECT\u00A0Heron\u200B!", Side.OUTPUT);
    assertThat(blocked.isBlocked()).isTrue();
    assertThat(blocked.refusal()).isEqualTo("Not here.");
    assertThat(blocked.text()).isEmpty();
    assertThat(guard.check("All about project heron!", Side.INPUT).isBlocked()).isFalse();
    Checked masked = guard.check("Mail a@b.org, pay 4111111111111111 or gambling", Side.INPUT);
    assertThat(masked.text()).isEqualTo("Mail [e-mail], pay [card] or gambling");
    assertThat(masked.findings().stream().map(Finding::what))
        .containsExactly("e-mail address", "card number", "'gambl*'");
    assertThat(guard.check("You are a stupid piece of shit", Side.INPUT).isBlocked()).isTrue();
    assertThat(guard.check("Could you help me with my tax form?", Side.INPUT))
        .isEqualTo(new Checked("Could you help me with my tax form?", null, List.of()));
    assertThat(guard.check("", Side.INPUT).isBlocked()).isFalse();
  }

  /** However an answer is cut into tokens, the same is shown, and never what a rule forbids. */
  @Test
  void anAnswerIsCheckedSentenceBySentence() throws Exception {
    Guard guard =
        guard(
            """
            rules:
              - words: [blue falcon]
                say: Stop.
              - personal: [email]
                action: mask
            """);
    Map<String, String> shown =
        Map.of(
            "Ask a@b.org. Fine! More",
            "Ask [e-mail]. Fine! More",
            "One. The blue falcon flies. Two.",
            "One.\nStop.",
            "It is blue. Falcon is a bird.",
            "It is blue.\nStop.",
            "",
            "",
            "no end ".repeat(200),
            "no end ".repeat(200));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      shown.forEach(
          (text, expected) -> {
            List<String> out = new ArrayList<>();
            GuardedStream stream = guard.stream(out::add);
            for (int at = 0; at < text.length(); ) {
              int to = Math.min(text.length(), at + 1 + random.nextInt(9));
              if (!stream.accept(text.substring(at, to))) {
                break;
              }
              at = to;
            }
            stream.end();
            assertThat(String.join("", out)).as("seed %d", seed).isEqualTo(expected);
            assertThat(stream.shown()).isEqualTo(expected);
            assertThat(stream.isBlocked()).isEqualTo(expected.endsWith("Stop."));
          });
    }
  }

  @Test
  void aModelJudgesTopics() throws Exception {
    Path rules =
        Files.writeString(
            temp.resolve("r.yaml"), "rules:\n  - topics: [weapons]\n    threshold: 0.0\n");
    assertThatThrownBy(() -> Guard.read(rules, null))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("model");
    try (TaskModel model =
        TaskModel.of(
            "mamba", Generator.open(WEIGHTS, Generator.Options.DEFAULT.withContext(1024)))) {
      Checked checked = Guard.read(rules, model).check("a ".repeat(300), Side.INPUT);
      assertThat(checked.isBlocked()).isTrue();
      assertThat(checked.findings().getFirst().what()).startsWith("weapons (0.");
    }
  }

  @Test
  void wrongRulesAreNamed() {
    Map<String, String> wrong =
        Map.of(
            "rules: 3", "'rules' should be a list",
            "rules:\n  - wrods: [a]", "one of words, personal",
            "rules:\n  - words: [a]\n    acton: mask",
                "unknown key 'acton' (did you mean 'action'?)",
            "rules:\n  - words: [a]\n    action: hide", "one of warn, mask, block",
            "rules:\n  - personal: [phone]", "email, iban, card",
            "rules:\n  - toxicity: 2", "a number from 0.0 to 1.0",
            "rule: []", "unknown key 'rule'",
            "- a", "should be a mapping");
    wrong.forEach(
        (text, message) ->
            assertThatThrownBy(() -> guard(text))
                .as(text)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(message));
  }
}
