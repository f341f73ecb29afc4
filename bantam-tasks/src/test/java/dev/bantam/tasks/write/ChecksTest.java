package dev.bantam.tasks.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tasks.prompt.PromptFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static List<String> forbidden(String text, String... list) {
    return new ForbiddenWords(List.of(list))
        .find(text, true).stream().map(ForbiddenWords.Found::entry).toList();
  }

  @Test
  void forbiddenWordsAreFoundInAllForms() {
    for (String text :
        List.of("It cures.", "CURED!", "curing", "a cure-all", "Cu\u00adre", "cure", "(cure)")) {
      assertThat(forbidden(text, "cure")).as(text).containsExactly("cure");
    }
    for (String text : List.of("secure", "curfew", "accurate", "procure", "")) {
      assertThat(forbidden(text, "cure")).as(text).isEmpty();
    }
    assertThat(forbidden("The money-back offer", "money back")).hasSize(1);
    assertThat(forbidden("Money\nbacks", "money back")).hasSize(1);
    assertThat(forbidden("money is back", "money back")).isEmpty();
    assertThat(forbidden("the bestest", "best*")).hasSize(1);
    assertThat(forbidden("it is not", "no")).isEmpty();
    assertThat(forbidden("banned", "ban")).hasSize(1);
    assertThat(forbidden("remedies", "remedy")).hasSize(1);
    assertThat(forbidden("Es heilt", "heil")).hasSize(1);
    assertThat(forbidden("Wow!!!", "!!!")).hasSize(1);
    assertThat(new ForbiddenWords(List.of("cure")).find("a cure", false)).isEmpty();
    assertThat(new ForbiddenWords(List.of("cure")).find("a cure ", false)).isPresent();
  }

  @Test
  void allPlacesAreFoundSignsToo() {
    ForbiddenWords forbidden = new ForbiddenWords(List.of("$$$", "cure"));
    assertThat(forbidden.findAll("$$$ a cure, cures $$$"))
        .containsExactly(
            new ForbiddenWords.Found("$$$", 0, 3),
            new ForbiddenWords.Found("cure", 6, 10),
            new ForbiddenWords.Found("cure", 12, 17),
            new ForbiddenWords.Found("$$$", 18, 21));
    assertThatThrownBy(() -> new ForbiddenWords(List.of(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheRowDoesNotSayIsFound() {
    String row = "Write about the Fjord kettle.\nname: Fjord\nweight_kg: 1.2\nprice: 49 EUR";
    assertThat(Facts.NUMBERS.unsupported("It weighs 1.2 kg and costs 49, not 59.", row))
        .containsExactly("number 59");
    assertThat(Facts.UNITS.unsupported("1.2 kg (2.6 lb) for 49 \u20ac, 20% off", row))
        .containsExactly("unit lb", "unit %");
    assertThat(Facts.NAMES.unsupported("The Fjord kettle is made in Norway. Buy it.", row))
        .containsExactly("name Norway");
  }

  @Test
  void tooLongATextEndsWithASentence() {
    Length length = new Length(0, 7, 0, 0);
    assertThat(length.cut("One two three. Four five six! Seven eight nine.", true))
        .isEqualTo("One two three. Four five six!");
    assertThat(length.cut("One two three. Four fi", false)).isEqualTo("One two three.");
    assertThat(length.cut("One two three four five six seven eight", true)).hasSize(39);
    assertThat(new Length(2, 3, 0, 0).problems("one")).hasSize(1);
  }

  @Test
  void examplesAreNotCopied() {
    List<String> voice = List.of("It boils a litre in three minutes. So good!");
    assertThat(Copied.from(voice, "The pan: it boils a litre in three minutes, too."))
        .contains("it boils a litre in three");
    assertThat(Copied.from(voice, "It boils a litre in 3 minutes.")).isEmpty();
  }

  /** The texts are tinyllama's, of rows like these. */
  @Test
  void promptIsNotRepeated() {
    String name = "Tromso board";
    String told = "Write a product text for the Tromso board in two sentences.";
    Echo product = echo(told, "name: Tromso board\nmaterial: oak", "The Fjord kettle boils.");
    assertThat(product.in(told + "\n\nFacts:\nToday, I'm writing this product for my company."))
        .contains("write a product text for the");
    assertThat(product.in("Readers: people who cook at home. A board of oak.")).isPresent();
    assertThat(product.in("The board is of oak. Length: 15 to 50 words.")).isPresent();
    assertThat(product.in("The " + name + " is of oak, for people who cook at home.")).isEmpty();
    assertThat(product.in("The Fjord kettle boils. Facts: material, oak.")).isEmpty();

    String order =
        "Write a short letter that tells %s that their order %s has been shipped and will arrive on"
                .formatted("Jonas Lie", "A-1002")
            + " %s. Do not mention the price.".formatted("Monday 8 December");
    String row = "name: Jonas Lie\norder: A-1002\ndate: Monday 8 December";
    Echo letter = echo(order, row, "");
    assertThat(letter.in(order)).contains("write a short letter that tells");
    assertThat(letter.in("Here is a letter that tells Jonas Lie that their order is fine."))
        .isEmpty();
    assertThat(
            letter.in("So, a short letter that tells Jonas Lie that their order A-1002 has been"))
        .isPresent();
    assertThat(letter.in("It is on its way. Do not mention the price!")).isPresent();
    assertThat(
            letter.in("Your order A-1002 has been shipped and will arrive on Monday 8 December."))
        .as("what the text is to say")
        .isEmpty();
    assertThat(echo("Thank them for their patience.", "", "").in("I thank them for their patience"))
        .isPresent();
  }

  private static Echo echo(String instruction, String facts, String example) {
    Map<String, Object> values =
        Map.of(
            "instruction",
            instruction,
            "facts",
            facts,
            "audience",
            "people who cook at home",
            "tone",
            "plain",
            "voice",
            example.isEmpty() ? List.of() : List.of(example),
            "length",
            "15 to 50 words");
    return new Echo(PromptFile.builtIn("write"), values, List.of());
  }

  @Test
  void whatTheRowOrTheTemplateStatesMayBeRepeated() {
    String said = "We move to the harbour on Friday the third of May.";
    Map<String, Object> values = new HashMap<>(Map.of("instruction", "Write that. " + said));
    values.putAll(Map.of("facts", "a: b", "voice", List.of(), "audience", "", "tone", ""));
    values.put("length", "");
    PromptFile prompt = PromptFile.builtIn("write");
    assertThat(new Echo(prompt, values, List.of()).in(said)).isPresent();
    assertThat(new Echo(prompt, values, List.of(said)).in(said)).isEmpty();
    values.put("facts", "news: " + said);
    assertThat(new Echo(prompt, values, List.of()).in(said)).isEmpty();
  }

  /** MinHash with bands against comparing all with all. */
  @Test
  void nearDuplicatesAreThoseOfHighJaccard() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    NearDuplicates duplicates = new NearDuplicates();
    int near = 0;
    int missed = 0;
    for (int i = 0; i < 400; i++) {
      String text = i % 2 == 0 ? fresh(random) : changed(texts.getLast(), random);
      double best = texts.stream().mapToDouble(other -> jaccard(text, other)).max().orElse(0);
      boolean found = duplicates.find(text).isPresent();
      near += best >= NearDuplicates.THRESHOLD ? 1 : 0;
      missed += best >= NearDuplicates.THRESHOLD && !found ? 1 : 0;
      assertThat(found && best < NearDuplicates.THRESHOLD).as("seed %d: %s", seed, text).isFalse();
      duplicates.add("row " + i, text);
      texts.add(text);
    }
    assertThat(near).as("seed %d", seed).isGreaterThan(50);
    assertThat(missed).as("seed %d: of %d", seed, near).isLessThanOrEqualTo(near / 20);
  }

  private static String fresh(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("w").append(random.nextInt(3000)).append(' ');
    }
    return text.toString();
  }

  private static String changed(String text, Random random) {
    String[] words = text.split(" ", -1);
    for (int i = random.nextInt(6); i > 0; i--) {
      words[random.nextInt(40)] = "changed" + random.nextInt(100);
    }
    return String.join(" ", words);
  }

  private static double jaccard(String a, String b) {
    Set<String> left = shingles(a);
    Set<String> right = shingles(b);
    Set<String> both = new HashSet<>(left);
    both.retainAll(right);
    return (double) both.size() / (left.size() + right.size() - both.size());
  }

  private static Set<String> shingles(String text) {
    String[] words = text.strip().split(" ", -1);
    Set<String> shingles = new HashSet<>();
    for (int i = 0; i + 3 <= words.length; i++) {
      shingles.add(words[i] + " " + words[i + 1] + " " + words[i + 2]);
    }
    return shingles;
  }
}
