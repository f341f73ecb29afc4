package dev.bantam.tasks.chat;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Message;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.guard.Guard;
import dev.bantam.tasks.prompt.PromptYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a model is in a conversation: a YAML file.
 *
 * <pre>
 * name: concierge
 * version: 1
 * system: You are the concierge of a small hotel. You are brief and polite.
 * examples:                        # as if said before; stay in the conversation
 *   - user: Is there a pool?
 *     assistant: Sadly not, but the lake is two minutes away.
 * sampling:                        # temperature, top_k, top_p, min_p, repeat_penalty
 *   temperature: 0.5
 * guard:                           # rules as in a guard's file
 *   - words: [rival hotel]
 * </pre>
 *
 * @param examples of {@code user} and {@code assistant} in turn
 * @param sampling values by name
 * @param guard its own rules
 */
public record Persona(
    String name, String system, List<Message> examples, Map<String, Double> sampling, Guard guard) {
  /** Nobody in particular. */
  public static final Persona NONE = new Persona("", "", List.of(), Map.of(), Guard.NONE);

  private static final double MOST = 1000;

  public Persona {
    examples = List.copyOf(examples);
    sampling = Map.copyOf(sampling);
  }

  /**
   * Reads a persona.
   *
   * @param judge the model that its guard asks; null if there is none
   * @throws MalformedFileException naming what is wrong
   */
  public static Persona read(Path file, @Nullable TaskModel judge) throws IOException {
    return parse(file.toString(), Files.readString(file), judge);
  }

  /**
   * Reads a persona's text.
   *
   * @param source for messages
   */
  public static Persona parse(String source, String text, @Nullable TaskModel judge)
      throws MalformedFileException {
    PromptYaml yaml = PromptYaml.parse(source, text);
    List<Message> examples = new ArrayList<>();
    for (PromptYaml example : yaml.maps("examples")) {
      examples.add(Message.user(example.text("user")));
      examples.add(Message.assistant(example.text("assistant")));
      example.checkKeys();
    }
    Persona persona =
        new Persona(
            yaml.text("name") + "@" + yaml.text("version", "1"),
            yaml.text("system", "").strip(),
            examples,
            sampling(yaml.map("sampling")),
            Guard.of(yaml.maps("guard"), judge));
    yaml.checkKeys();
    return persona;
  }

  private static Map<String, Double> sampling(PromptYaml yaml) throws MalformedFileException {
    Map<String, Double> sampling = new LinkedHashMap<>();
    for (String name : List.of("temperature", "top_k", "top_p", "min_p", "repeat_penalty")) {
      if (yaml.has(name)) {
        sampling.put(name, yaml.number(name, 0, MOST, 0));
      }
    }
    yaml.checkKeys();
    try {
      apply(sampling, SamplingOptions.DEFAULT.toBuilder()).build();
    } catch (IllegalArgumentException e) {
      throw yaml.wrong("sampling", "valid: " + e.getMessage());
    }
    return sampling;
  }

  /** With another system message. */
  public Persona withSystem(String value) {
    return new Persona(name, value, examples, sampling, guard);
  }

  /** How its tokens are drawn, where nobody else says. */
  public SamplingOptions samplingOptions() {
    return apply(SamplingOptions.DEFAULT.toBuilder()).build();
  }

  /** Sets what the persona says. */
  public SamplingOptions.Builder apply(SamplingOptions.Builder builder) {
    return apply(sampling, builder);
  }

  private static SamplingOptions.Builder apply(
      Map<String, Double> sampling, SamplingOptions.Builder builder) {
    sampling.forEach(
        (name, value) -> {
          switch (name) {
            case "temperature" -> builder.temperature(value.floatValue());
            case "top_k" -> builder.topK(value.intValue());
            case "top_p" -> builder.topP(value.floatValue());
            case "min_p" -> builder.minP(value.floatValue());
            default -> builder.repeatPenalty(value.floatValue());
          }
        });
    return builder;
  }
}
