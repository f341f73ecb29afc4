package dev.bantam.generate.constrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Small random grammars, compared with what enumerating their texts says. Seeds are named. */
class RandomGrammarTest {
  private static final int LONGEST = 5;
  private static final String[] ALPHABET = {"a", "é", "😀"};

  @Test
  void statesAcceptWhatEnumerationFinds() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String gbnf = grammar(random);
      Grammar grammar;
      try {
        grammar = Grammar.gbnf(gbnf);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d: %s", seed, gbnf).hasMessageContaining("left recursion");
        continue;
      }
      States states = new States(grammar.program(), 16);
      Set<String> texts = new Enumeration(gbnf).texts();
      Set<String> prefixes = new HashSet<>();
      texts.forEach(t -> prefixes.addAll(prefixes(t)));
      for (String text : allTexts()) {
        State state = after(states, states.start(), text.getBytes(StandardCharsets.UTF_8));
        assertThat(state.accepting)
            .as("seed %d: %s\nmatches '%s'", seed, gbnf, text)
            .isEqualTo(texts.contains(text));
        if (prefixes.contains(text)) {
          assertThat(state.isDead()).as("seed %d: %s\nbegins '%s'", seed, gbnf, text).isFalse();
        }
      }
    }
  }

  /** The mask of a state, found by one walk, is what each token alone says; typical ones too. */
  @Test
  void masksAreWhatEachTokenSays() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String gbnf = grammar(random);
      Grammar grammar;
      try {
        grammar = Grammar.gbnf(gbnf);
      } catch (IllegalArgumentException e) {
        continue; // left recursion, which the other test looks at
      }
      byte[][] pieces = pieces(random);
      PieceTrie trie = new PieceTrie(pieces);
      States states = new States(grammar.program(), trie.longest());
      State state = states.start();
      for (int step = 0; step < 12 && !state.isDead(); step++) {
        states.begin();
        long[] mask = trie.allowed(states, state.typical);
        int last = -1;
        for (int id = 0; id < pieces.length; id++) {
          boolean allowed = pieces[id].length > 0 && !after(states, state, pieces[id]).isDead();
          assertThat((mask[id >> 6] >>> id & 1) == 1)
              .as(
                  "seed %d, step %d: %s\ntoken %s",
                  seed, step, gbnf, new String(pieces[id], StandardCharsets.UTF_8))
              .isEqualTo(allowed);
          last = allowed && (last < 0 || random.nextInt(3) == 0) ? id : last;
        }
        if (last < 0) {
          break;
        }
        for (byte b : pieces[last]) {
          state = states.after(state, b & 0xff);
        }
      }
    }
  }

  private static State after(States states, State state, byte[] piece) {
    State now = state;
    for (byte b : piece) {
      now = states.after(now, b & 0xff);
    }
    return now;
  }

  private static byte[][] pieces(Random random) {
    byte[][] pieces = new byte[70][];
    for (int i = 0; i < pieces.length; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(4); n > 0; n--) {
        text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      int from = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : 0;
      int to =
          random.nextInt(3) == 0 ? from + random.nextInt(bytes.length - from + 1) : bytes.length;
      pieces[i] = Arrays.copyOfRange(bytes, from, to);
    }
    return pieces;
  }

  private static String grammar(Random random) {
    int rules = 1 + random.nextInt(3);
    StringBuilder gbnf = new StringBuilder();
    for (int i = 0; i < rules; i++) {
      gbnf.append(name(i)).append(" ::= (").append(alternatives(random, rules, 3)).append(")\n");
    }
    return gbnf.toString();
  }

  private static String name(int rule) {
    return rule == 0 ? "root" : "r" + rule;
  }

  private static String alternatives(Random random, int rules, int depth) {
    List<String> all = new ArrayList<>();
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      StringBuilder sequence = new StringBuilder();
      for (int items = random.nextInt(4); items > 0; items--) {
        sequence.append(item(random, rules, depth)).append(" ");
      }
      all.add(sequence.toString());
    }
    return String.join("| ", all);
  }

  private static String item(Random random, int rules, int depth) {
    String item =
        switch (random.nextInt(depth > 0 ? 6 : 3)) {
          case 0, 1 -> "\"" + ALPHABET[random.nextInt(ALPHABET.length)] + "\"";
          case 2 -> random.nextBoolean() ? "[^a]" : "[bé]";
          case 3 -> name(random.nextInt(rules));
          default -> "(" + alternatives(random, rules, depth - 1) + ")";
        };
    return item
        + switch (random.nextInt(8)) {
          case 0 -> "*";
          case 1 -> "?";
          case 2 -> "+";
          case 3 -> "{" + random.nextInt(3) + "," + (2 + random.nextInt(3)) + "}";
          case 4 -> "{2}";
          case 5 -> "{2,}";
          default -> "";
        };
  }

  private static Set<String> prefixes(String text) {
    Set<String> prefixes = new HashSet<>();
    for (int i = 0;
        i <= text.length();
        i = i < text.length() ? text.offsetByCodePoints(i, 1) : i + 1) {
      prefixes.add(text.substring(0, i));
    }
    return prefixes;
  }

  private static List<String> allTexts() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text.codePointCount(0, text.length()) < LONGEST - 1) {
        for (String letter : ALPHABET) {
          texts.add(text + letter);
        }
      }
    }
    return texts;
  }

  /**
   * All texts of a grammar up to a length, as the least sets that its rules' expressions, evaluated
   * over and over, do not enlarge.
   */
  private static final class Enumeration {
    private final Rule root;
    private final Map<Rule, Set<String>> known = new HashMap<>();
    private boolean grew = true;

    Enumeration(String gbnf) {
      root = new GbnfParser(gbnf).parse();
    }

    Set<String> texts() {
      while (grew) {
        grew = false;
        texts(root.reference());
        for (Rule rule : List.copyOf(known.keySet())) {
          boolean more = known.get(rule).addAll(texts(rule.body()));
          grew |= more;
        }
      }
      return known.get(root);
    }

    private Set<String> texts(Expression expression) {
      return switch (expression) {
        case Expression.Literal literal -> Set.of(literal.text());
        case Expression.OneOf one -> {
          Set<String> letters = new LinkedHashSet<>();
          for (String letter : ALPHABET) {
            if (one.set().contains(letter.codePointAt(0))) {
              letters.add(letter);
            }
          }
          yield letters;
        }
        case Expression.Sequence sequence -> {
          Set<String> all = Set.of("");
          for (Expression part : sequence.parts()) {
            all = joined(all, texts(part));
          }
          yield all;
        }
        case Expression.Choice choice -> {
          Set<String> all = new HashSet<>();
          choice.alternatives().forEach(e -> all.addAll(texts(e)));
          yield all;
        }
        case Expression.Repetition repetition -> repeated(repetition);
        case Expression.Reference reference -> {
          if (!known.containsKey(reference.rule())) {
            known.put(reference.rule(), new HashSet<>());
            grew = true;
          }
          yield Set.copyOf(known.get(reference.rule()));
        }
        case Expression.Token token -> Set.of();
      };
    }

    private Set<String> repeated(Expression.Repetition repetition) {
      Set<String> body = texts(repetition.body());
      Set<String> all = new HashSet<>();
      Set<String> now = Set.of("");
      for (int times = 0;
          times <= Math.min(repetition.max(), repetition.min() + LONGEST);
          times++) {
        if (times >= repetition.min()) {
          all.addAll(now);
        }
        now = joined(now, body);
      }
      return all;
    }

    private static Set<String> joined(Set<String> first, Set<String> second) {
      Set<String> all = new HashSet<>();
      for (String a : first) {
        for (String b : second) {
          if ((a + b).codePointCount(0, (a + b).length()) <= LONGEST) {
            all.add(a + b);
          }
        }
      }
      return all;
    }
  }
}
