package dev.bantam.tasks.guard;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.prompt.PromptYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds texts against rules: what a user says before a model reads it, and what a model says before
 * the user does. Rules are a YAML file:
 *
 * <pre>
 * rules:
 *   - words: [project heron, "casino*"]     # words and phrases, with their endings
 *     action: block                         # block (default), mask or warn
 *     on: output                            # input, output or both (default)
 *     say: "I cannot talk about that."      # where it blocks
 *   - personal: [email, iban, card]
 *     action: mask
 *   - toxicity: 0.8                         # probability from which on it counts
 *   - topics: [medical advice, weapons]     # which a model judges
 *     threshold: 0.6                        # default 0.5
 * </pre>
 *
 * <p>A guard makes mistakes of both kinds, which {@code docs/tasks/guard.md} measures. Safe for use
 * from several threads.
 */
public final class Guard {
  /** Lets everything pass. */
  public static final Guard NONE = new Guard(List.of());

  private final List<Rule> rules;

  private Guard(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Reads rules.
   *
   * @param judge the model that is asked what a text is about; null if there is none, and then no
   *     rule may want it
   * @throws MalformedFileException naming what is wrong
   */
  public static Guard read(Path file, @Nullable TaskModel judge) throws IOException {
    return of(PromptYaml.parse(file.toString(), Files.readString(file)), judge);
  }

  /**
   * The rules that come with the program: toxic texts are blocked, bank accounts and cards masked;
   * with a model, dangerous topics are blocked too.
   */
  public static Guard builtIn(@Nullable TaskModel judge) {
    String resource = judge == null ? "rules.yaml" : "rules-model.yaml";
    try (InputStream in = Guard.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return of(PromptYaml.parse(resource, text), judge);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The guard of a file's keys. */
  public static Guard of(PromptYaml yaml, @Nullable TaskModel judge) throws MalformedFileException {
    Guard guard = of(yaml.maps("rules"), judge);
    yaml.checkKeys();
    return guard;
  }

  /** The guard of rules that stand in another file. */
  public static Guard of(List<PromptYaml> rules, @Nullable TaskModel judge)
      throws MalformedFileException {
    Judge asked = judge == null ? null : new Judge(judge);
    List<Rule> read = new ArrayList<>();
    for (PromptYaml rule : rules) {
      read.add(Rule.read(rule, asked));
    }
    return new Guard(read);
  }

  /** The rules of both. */
  public Guard and(Guard other) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(other.rules);
    return new Guard(List.copyOf(all));
  }

  /** Whether a side has no rules. */
  public boolean ignores(Side side) {
    return rules.stream().noneMatch(rule -> rule.on().contains(side));
  }

  /** Holds a text against the rules of its side. */
  public Checked check(String text, Side side) {
    return check(text, 0, side);
  }

  /**
   * Holds a text against the rules whose beginning was checked before.
   *
   * @param from findings that end there or earlier do not count; the text that may pass begins here
   */
  Checked check(String text, int from, Side side) {
    List<Finding> findings = new ArrayList<>();
    List<Detector.Place> masked = new ArrayList<>();
    String refusal = null;
    for (Rule rule : rules) {
      if (!rule.on().contains(side) || refusal != null) {
        continue;
      }
      for (Detector.Place place : rule.detector().find(text)) {
        if (place.end() <= from) {
          continue;
        }
        findings.add(
            new Finding(
                side, rule.action(), place.what(), place.start() - from, place.end() - from));
        if (rule.action() == Action.MASK) {
          masked.add(place);
        } else if (rule.action() == Action.BLOCK) {
          refusal = rule.say();
        }
      }
    }
    return new Checked(refusal == null ? masked(text, from, masked) : "", refusal, findings);
  }

  private static String masked(String text, int from, List<Detector.Place> places) {
    places.sort(Comparator.comparingInt(Detector.Place::start));
    StringBuilder passes = new StringBuilder();
    int at = from;
    for (Detector.Place place : places) {
      if (place.end() > at) {
        if (place.start() >= at) {
          passes.append(text, at, place.start()).append(place.mask());
        }
        at = place.end();
      }
    }
    return passes.append(text, at, text.length()).toString();
  }

  /**
   * Checks an answer while it comes.
   *
   * @param out is given what may be shown, sentence by sentence
   */
  public GuardedStream stream(Consumer<String> out) {
    return new GuardedStream(this, out);
  }
}
