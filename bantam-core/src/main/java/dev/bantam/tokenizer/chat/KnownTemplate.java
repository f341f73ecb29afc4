package dev.bantam.tokenizer.chat;

import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The formats that families of models were tuned on, for models whose files bring no template. A
 * family shows by the control tokens that only it has; families whose turns are plain text show by
 * the model's name. The templates themselves are resources beside this class.
 *
 * @param name of the resource, without its ending
 * @param tokens that a vocabulary of this family has, all of them; none if it shows otherwise
 * @param names groups of words; a model of this family has all words of one group in its name
 */
record KnownTemplate(String name, List<String> tokens, List<String> names) {
  /** In the order in which they are tried. */
  static final List<KnownTemplate> ALL =
      List.of(
          byTokens("phi4", "<|im_start|>", "<|im_sep|>"),
          byTokens("chatml", "<|im_start|>", "<|im_end|>"),
          byTokens("llama3", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
          byTokens("gemma", "<start_of_turn>", "<end_of_turn>"),
          byTokens("granite", "<|start_of_role|>", "<|end_of_role|>"),
          byTokens("command-r", "<|START_OF_TURN_TOKEN|>", "<|CHATBOT_TOKEN|>"),
          byTokens("gpt-oss", "<|start|>", "<|message|>", "<|channel|>"),
          byTokens("deepseek", "<｜User｜>", "<｜Assistant｜>"),
          byTokens("exaone", "[|assistant|]", "[|endofturn|]"),
          byTokens("mistral-v7", "[INST]", "[SYSTEM_PROMPT]"),
          byTokens("mistral-v3", "[INST]", "[/INST]", "▁the"),
          byTokens("mistral-tekken", "[INST]", "[/INST]"),
          byTokens("phi3", "<|user|>", "<|assistant|>", "<|end|>"),
          new KnownTemplate(
              "zephyr",
              List.of("<|user|>", "<|assistant|>"),
              List.of("zephyr", "tinyllama chat", "stablelm chat")),
          byName("llama2", "llama 2 chat", "codellama instruct", "code llama instruct"),
          byName("mistral-v1", "mistral instruct", "mixtral instruct"),
          byName("vicuna", "vicuna", "wizardlm"),
          byName("alpaca", "alpaca", "deepseek coder instruct", "wizardcoder"),
          byName("falcon", "falcon instruct", "falcon chat"),
          byName("phi2", "phi 2"));

  private static KnownTemplate byTokens(String name, String... tokens) {
    return new KnownTemplate(name, List.of(tokens), List.of());
  }

  private static KnownTemplate byName(String name, String... names) {
    return new KnownTemplate(name, List.of(), List.of(names));
  }

  /** The first family that fits; null if none does. */
  static @Nullable KnownTemplate find(String name, Tokenizer tokenizer) {
    List<String> words = words(name);
    for (KnownTemplate known : ALL) {
      boolean byTokens =
          !known.tokens.isEmpty()
              && known.tokens.stream().allMatch(token -> tokenizer.id(token) >= 0);
      boolean byName = known.names.stream().anyMatch(group -> words.containsAll(words(group)));
      if (byTokens || byName) {
        return known;
      }
    }
    return null;
  }

  /**
   * Runs of letters and runs of digits in lower case: "Llama-2-7b-chat" is llama, 2, 7, b, chat.
   */
  private static List<String> words(String name) {
    StringBuilder spaced = new StringBuilder();
    char before = ' ';
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      if (Character.isDigit(c) != Character.isDigit(before)) {
        spaced.append(' ');
      }
      spaced.append(Character.isLetterOrDigit(c) ? c : ' ');
      before = c;
    }
    return Collections.list(new StringTokenizer(spaced.toString())).stream()
        .map(Object::toString)
        .toList();
  }

  String source() {
    String resource = name + ".jinja";
    try (InputStream in = KnownTemplate.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
