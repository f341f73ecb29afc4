package dev.bantam.tasks.guard;

import dev.bantam.evaluate.risk.ToxicityScorer;
import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.prompt.PromptYaml;
import dev.bantam.tasks.write.ForbiddenWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a guard.
 *
 * @param on which texts it holds for
 * @param say what is said where it blocks
 */
record Rule(Detector detector, Set<Side> on, Action action, String say) {
  private static final String DEFAULT_SAY = "I cannot talk about that.";
  private static final String REMOVED = "[removed]";

  /**
   * Reads one.
   *
   * @param judge says what texts are about; null if no model is there to do so
   */
  static Rule read(PromptYaml yaml, @Nullable Judge judge) throws MalformedFileException {
    List<Detector> detectors = new ArrayList<>();
    if (yaml.has("words")) {
      detectors.add(words(yaml.texts("words")));
    }
    if (yaml.has("personal")) {
      detectors.add(personal(yaml));
    }
    if (yaml.has("toxicity")) {
      detectors.add(toxicity(yaml.number("toxicity", 0, 1, 1)));
    }
    if (yaml.has("topics")) {
      detectors.add(topics(yaml, judge));
    }
    if (detectors.size() != 1) {
      throw new MalformedFileException(
          yaml.file(), -1, "each rule should have one of words, personal, toxicity, topics");
    }
    Action action = choice(yaml, "action", Action.BLOCK, Action.values());
    Set<Side> on = EnumSet.allOf(Side.class);
    if (!yaml.text("on", "both").equals("both")) {
      on = EnumSet.of(choice(yaml, "on", Side.INPUT, Side.values()));
    }
    Rule rule = new Rule(detectors.getFirst(), on, action, yaml.text("say", DEFAULT_SAY));
    yaml.checkKeys();
    return rule;
  }

  private static <E extends Enum<E>> E choice(PromptYaml yaml, String key, E fallback, E[] all)
      throws MalformedFileException {
    String given = yaml.text(key, fallback.name()).toUpperCase(Locale.ROOT);
    for (E one : all) {
      if (one.name().equals(given)) {
        return one;
      }
    }
    String names =
        String.join(", ", Arrays.stream(all).map(e -> e.name().toLowerCase(Locale.ROOT)).toList());
    throw yaml.wrong(key, "one of " + names);
  }

  private static Detector words(List<String> list) {
    ForbiddenWords words = new ForbiddenWords(list);
    return text ->
        words.findAll(text).stream()
            .map(f -> new Detector.Place("'" + f.entry() + "'", "***", f.start(), f.end()))
            .toList();
  }

  private static Detector personal(PromptYaml yaml) throws MalformedFileException {
    List<PersonalData> kinds = new ArrayList<>();
    for (String name : yaml.texts("personal")) {
      PersonalData kind =
          Arrays.stream(PersonalData.values())
              .filter(one -> one.shortName().equals(name))
              .findFirst()
              .orElseThrow(() -> yaml.wrong("personal", "a list of email, iban, card"));
      kinds.add(kind);
    }
    return text -> kinds.stream().flatMap(kind -> kind.find(text).stream()).toList();
  }

  private static Detector toxicity(double most) {
    return text -> {
      double probability = ToxicityScorer.own().score(text).probability();
      return probability < most ? List.of() : List.of(whole(text, "toxic", probability));
    };
  }

  private static Detector topics(PromptYaml yaml, @Nullable Judge judge)
      throws MalformedFileException {
    List<String> topics = yaml.texts("topics");
    double least = yaml.number("threshold", 0, 1, 0.5);
    if (judge == null) {
      throw new MalformedFileException(
          yaml.file(), -1, "has a rule about topics, which a model has to judge: name one");
    }
    return text -> {
      double probability = judge.unsafe(text, topics);
      String what = topics.size() == 1 ? topics.getFirst() : "unwanted topic";
      return probability < least ? List.of() : List.of(whole(text, what, probability));
    };
  }

  private static Detector.Place whole(String text, String what, double probability) {
    String shown = String.format(Locale.ROOT, "%s (%.2f)", what, probability);
    return new Detector.Place(shown, REMOVED, 0, text.length());
  }
}
