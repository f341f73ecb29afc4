package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code pre_tokenizer} of a {@code tokenizer.json}. */
final class HfPreTokenizers {
  private static final CharSet WORD =
      CharSet.anyOf(CharSet.LETTER | CharSet.MARK | CharSet.DIGIT)
          .or(CharSet.range('_', '_'))
          .or(CharSet.range(0x200C, 0x200D));
  private static final CharSet SPACE = CharSet.anyOf(CharSet.SPACE);

  private final List<Splitter> splitters = new ArrayList<>();
  private final List<WordStep> steps = new ArrayList<>();
  private boolean byteLevel;
  private boolean metaspace;
  private boolean prependsSpace;
  private boolean splitsSpaces;

  HfPreTokenizers(@Nullable HfJson json) throws MalformedFileException {
    if (json != null) {
      for (HfJson part : json.flatten("pretokenizers")) {
        add(part);
      }
    }
  }

  /** What comes before {@link #steps}. */
  List<Splitter> splitters() {
    return splitters;
  }

  List<WordStep> steps() {
    return steps;
  }

  /** Whether the vocabulary is written in {@link ByteLevel}'s alphabet. */
  boolean byteLevel() {
    return byteLevel;
  }

  /** Whether spaces become {@code ▁}. */
  boolean metaspace() {
    return metaspace;
  }

  /** Whether a space or {@code ▁} is put before a text. */
  boolean prependsSpace() {
    return prependsSpace;
  }

  /** Whether words are split at white space, which is dropped. */
  boolean splitsSpaces() {
    return splitsSpaces;
  }

  private void add(HfJson json) throws MalformedFileException {
    switch (json.type()) {
      case "ByteLevel" -> addByteLevel(json);
      case "Split" -> addSplit(json);
      case "Digits" ->
          add(json.bool("individual_digits", false) ? Splitters.DIGIT : Splitters.DIGITS);
      case "Punctuation" -> addPunctuation(json);
      case "Metaspace" -> addMetaspace(json);
      case "Whitespace" ->
          steps.add(
              WordStep.keepOnly(
                  Rule.firstOf(
                      Rule.run(WORD), Rule.run(CharSet.noneOf(CharSet.SPACE).except(WORD)))));
      case "WhitespaceSplit" -> addWhitespaceSplit();
      case "BertPreTokenizer" -> {
        addWhitespaceSplit();
        Rule mark = Rule.run(BertWords.PUNCTUATION, 1);
        steps.add(WordStep.split(mark, WordStep.Behavior.ISOLATED));
      }
      default -> throw json.wrong("unknown pre-tokenizer '" + json.type() + "'");
    }
  }

  private void add(Splitter splitter) {
    if (steps.isEmpty()) {
      splitters.add(splitter);
    } else {
      steps.add((words, first) -> words.split(splitter));
    }
  }

  private void addWhitespaceSplit() {
    splitsSpaces = true;
    steps.add(WordStep.split(Rule.run(SPACE, 1), WordStep.Behavior.REMOVED));
  }

  private void addByteLevel(HfJson json) throws MalformedFileException {
    byteLevel = true;
    if (json.bool("add_prefix_space", true)) {
      prependsSpace = true;
      steps.add(WordStep.prefixSpace());
    }
    if (json.bool("use_regex", true)) {
      add(Splitters.GPT2);
    }
  }

  private void addPunctuation(HfJson json) throws MalformedFileException {
    WordStep.Behavior behavior = behavior(json, json.text("behavior", "Isolated"));
    if (behavior == WordStep.Behavior.CONTIGUOUS) {
      add(Splitters.PUNCTUATION_RUN);
    } else if (behavior == WordStep.Behavior.ISOLATED) {
      add(Splitters.PUNCTUATION_MARK);
    } else {
      steps.add(WordStep.split(Rule.run(BertWords.PUNCTUATION, 1), behavior));
    }
  }

  private void addMetaspace(HfJson json) throws MalformedFileException {
    if (!json.text("replacement", "▁").equals("▁")) {
      throw json.wrong("only '▁' can stand for a space");
    }
    String old = json.bool("add_prefix_space", true) ? "always" : "never";
    String scheme = json.text("prepend_scheme", old);
    metaspace = true;
    prependsSpace |= !scheme.equals("never");
    steps.add(
        WordStep.metaspace(
            scheme.equals("always"), scheme.equals("first"), json.bool("split", true)));
  }

  private void addSplit(HfJson json) throws MalformedFileException {
    HfJson pattern = json.object("pattern");
    WordStep.Behavior behavior = behavior(json, json.text("behavior"));
    boolean invert = json.bool("invert", false);
    if (pattern.has("String")) {
      String literal = pattern.text("String");
      if (literal.isEmpty() || invert) {
        throw json.wrong("an empty or inverted literal to split at");
      }
      steps.add(WordStep.split(Rule.literal(literal), behavior));
      return;
    }
    String regex = pattern.text("Regex");
    Splitter splitter = HfPatterns.splitter(regex);
    if (splitter == null) {
      throw json.wrong("unknown pattern '" + shortened(regex) + "'");
    }
    // With every character in a match, to keep or isolate the matches is the same.
    boolean isolates = behavior == WordStep.Behavior.ISOLATED && !invert;
    if (!isolates && !(behavior == WordStep.Behavior.REMOVED && invert)) {
      throw json.wrong("the pattern '" + shortened(regex) + "' is known only to isolate words");
    }
    add(splitter);
  }

  private static WordStep.Behavior behavior(HfJson json, String name)
      throws MalformedFileException {
    return switch (name) {
      case "Isolated" -> WordStep.Behavior.ISOLATED;
      case "Removed" -> WordStep.Behavior.REMOVED;
      case "MergedWithPrevious" -> WordStep.Behavior.MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> WordStep.Behavior.MERGED_WITH_NEXT;
      case "Contiguous" -> WordStep.Behavior.CONTIGUOUS;
      default -> throw json.wrong("unknown behavior '" + name + "'");
    };
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
