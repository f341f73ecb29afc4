package dev.bantam.tokenizer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the tokens that end an answer, by role and by the texts that models are known to use, as
 * llama.cpp does; files often name only one of them.
 */
final class EndOfGeneration {
  private static final List<String> TEXTS =
      List.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "</s>",
          "<|eom_id|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<|end_of_text|>",
          "<end_of_utterance>",
          "<eos>",
          "<turn|>",
          "<|tool_response>",
          "<｜end▁of▁sentence｜>",
          "[e~[");

  /** Marks of gpt-oss that its answers contain: part of the text for those who read it. */
  private static final List<String> ALWAYS_SHOWN =
      List.of("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>");

  private EndOfGeneration() {}

  /**
   * Fills in the roles that are known by their tokens' texts, marks those tokens as control tokens,
   * and returns the ids that end generation.
   *
   * @param roles token ids; those that the file names are there already
   * @param more ids that end generation by the file's own word
   */
  static Set<Integer> find(
      Vocabulary vocabulary, Map<SpecialRole, Integer> roles, Collection<Integer> more) {
    for (SpecialRole role : SpecialRole.values()) {
      if (!roles.containsKey(role)) {
        byText(vocabulary, role, roles);
      }
    }
    markUnused(vocabulary);
    Set<Integer> ends = new TreeSet<>(more);
    addRole(SpecialRole.FIM_PAD, roles, ends);
    addRole(SpecialRole.FIM_REPO, roles, ends);
    addRole(SpecialRole.FIM_SEPARATOR, roles, ends);
    for (String text : TEXTS) {
      int id = vocabulary.id(text);
      if (id >= 0) {
        ends.add(id);
        vocabulary.add(id, Vocabulary.CONTROL);
      }
    }
    for (String text : ALWAYS_SHOWN) {
      int id = vocabulary.id(text);
      if (id >= 0) {
        vocabulary.set(id, Vocabulary.USER_DEFINED);
      }
    }
    addRole(SpecialRole.EOS, roles, ends);
    addRole(SpecialRole.EOT, roles, ends);
    addRole(SpecialRole.EOM, roles, ends);
    dropHarmonyEnd(vocabulary, ends);
    dropStrayEnd(vocabulary, ends);
    return ends;
  }

  private static void byText(
      Vocabulary vocabulary, SpecialRole role, Map<SpecialRole, Integer> roles) {
    for (String text : role.texts()) {
      int id = vocabulary.id(text);
      if (id >= 0) {
        roles.put(role, id);
        vocabulary.add(id, Vocabulary.CONTROL);
        return;
      }
    }
  }

  private static void addRole(
      SpecialRole role, Map<SpecialRole, Integer> roles, Set<Integer> ends) {
    Integer id = roles.get(role);
    if (id != null) {
      ends.add(id);
    }
  }

  private static void markUnused(Vocabulary vocabulary) {
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.is(id, Vocabulary.CONTROL) && vocabulary.text(id).contains("unused")) {
        vocabulary.add(id, Vocabulary.UNUSED);
      }
    }
  }

  /**
   * In the Harmony format (gpt-oss, Solar Open) {@code <|end|>} ends a message and not the answer.
   */
  private static void dropHarmonyEnd(Vocabulary vocabulary, Set<Integer> ends) {
    boolean call = has(vocabulary, ends, "<|call|>") || has(vocabulary, ends, "<|calls|>");
    boolean last = has(vocabulary, ends, "<|return|>") || has(vocabulary, ends, "<|flush|>");
    if (call && last && has(vocabulary, ends, "<|end|>")) {
      int end = vocabulary.id("<|end|>");
      ends.remove(end);
      vocabulary.set(end, Vocabulary.USER_DEFINED);
    }
  }

  /** Gemma 4 has {@code </s>} as ordinary text. */
  private static void dropStrayEnd(Vocabulary vocabulary, Set<Integer> ends) {
    if (has(vocabulary, ends, "<|tool_response>") && has(vocabulary, ends, "</s>")) {
      int end = vocabulary.id("</s>");
      ends.remove(end);
      vocabulary.set(end, Vocabulary.NORMAL);
    }
  }

  private static boolean has(Vocabulary vocabulary, Set<Integer> ends, String text) {
    int id = vocabulary.id(text);
    return id >= 0 && ends.contains(id);
  }
}
