package dev.bantam.tasks.prompt;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.Message;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.tokenizer.chat.Dialect;
import dev.bantam.tokenizer.chat.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks a model, and with which settings: a YAML file with a version.
 *
 * <pre>
 * name: summarize
 * version: 1
 * system: You write summaries.        # may be absent
 * user: |                             # Jinja, as in chat templates
 *   Summarise this text in {{ sentences }} sentences.
 *   &lt;document>
 *   {{ document }}
 *   &lt;/document>
 * answer: "Summary:"                  # how the answer begins already; may be absent
 * max_tokens: 256
 * temperature: 0                      # 0 (the default): the most likely token each time
 * repeat_penalty: 1.1                 # default 1: none
 * stops: ["\n\n"]
 * families:                           # the first that fits overrides the keys above
 *   - match: [qwen, smollm]           # in the model's name or architecture
 *     system: ""
 * </pre>
 *
 * <p>A variable whose text stands between tags of its own name is kept in there: where the text
 * spells the closing tag, it is written with a space, so that a document cannot end its own place.
 */
public final class PromptFile {
  private final PromptYaml yaml;
  private final String name;
  private final String version;
  private final @Nullable Template system;
  private final Template user;
  private final @Nullable Template answer;
  private final int maxTokens;
  private final SamplingOptions sampling;
  private final List<String> stops;

  private PromptFile(PromptYaml yaml) throws MalformedFileException {
    this.yaml = yaml;
    name = yaml.text("name");
    version = yaml.text("version");
    system = template(yaml, "system");
    user = Template.parse(yaml.file() + ": user", yaml.text("user"), Dialect.TASK);
    answer = template(yaml, "answer");
    maxTokens = (int) yaml.number("max_tokens", 1, 1 << 20, 256);
    double temperature = yaml.number("temperature", 0, 10, 0);
    sampling =
        SamplingOptions.builder()
            .temperature((float) temperature)
            .repeatPenalty((float) yaml.number("repeat_penalty", 0.5, 2, 1))
            .build();
    stops = yaml.texts("stops");
    var _ = yaml.families();
    yaml.checkKeys();
  }

  private static @Nullable Template template(PromptYaml yaml, String key)
      throws MalformedFileException {
    String text = yaml.text(key, "");
    return text.isEmpty() ? null : Template.parse(yaml.file() + ": " + key, text, Dialect.TASK);
  }

  /**
   * Reads a prompt file.
   *
   * @throws MalformedFileException naming the key that is wrong
   */
  public static PromptFile read(Path file) throws IOException {
    return new PromptFile(PromptYaml.parse(file.toString(), Files.readString(file)));
  }

  /** The prompt of a job that comes with the program. */
  public static PromptFile builtIn(String job) {
    String resource = job + ".yaml";
    try (InputStream in = PromptFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no prompt " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new PromptFile(PromptYaml.parse(resource, text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * This prompt as it is for the family of a model: what its name or architecture contains.
   *
   * @param name by which it was opened, as files of models often lack theirs
   */
  public PromptFile forModel(String name, ModelFile model) {
    try {
      String family = name + " " + family(model.metadata());
      return new PromptFile(yaml.forFamily(family.toLowerCase(Locale.ROOT)));
    } catch (MalformedFileException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String family(Metadata metadata) throws MalformedFileException {
    return "%s %s %s"
        .formatted(
            metadata.string("general.name", ""),
            metadata.string("general.basename", ""),
            metadata.string("general.architecture", ""));
  }

  /** Name and version, such as {@code summarize@1}. */
  public String id() {
    return name + "@" + version;
  }

  /**
   * What is said to the model.
   *
   * @param values what variables stand for: plain data, taken as content
   * @throws dev.bantam.tokenizer.chat.TemplateException if a variable has no value
   */
  public List<Message> messages(Map<String, ?> values) {
    Map<String, ?> kept = kept(values);
    List<Message> messages = new ArrayList<>();
    if (system != null) {
      messages.add(Message.system(system.text(kept).strip()));
    }
    messages.add(Message.user(user.text(kept).strip()));
    return messages;
  }

  /** How the answer begins already; mostly empty. */
  public String begun(Map<String, ?> values) {
    return answer == null ? "" : answer.text(kept(values));
  }

  /** Values that cannot close the tags that they stand between. */
  private static Map<String, Object> kept(Map<?, ?> values) {
    Map<String, Object> kept = new LinkedHashMap<>();
    values.forEach((name, value) -> kept.put(String.valueOf(name), kept("</" + name, value)));
    return kept;
  }

  private static Object kept(String tag, Object value) {
    return switch (value) {
      case String text -> text.replace(tag + ">", "< " + tag.substring(1) + ">");
      case Map<?, ?> map -> kept(map);
      case List<?> list -> list.stream().map(element -> kept(tag, element)).toList();
      default -> value;
    };
  }

  /** Most tokens of an answer. */
  public int maxTokens() {
    return maxTokens;
  }

  /** How tokens are drawn. */
  public SamplingOptions sampling() {
    return sampling;
  }

  /** Texts that end an answer. */
  public List<String> stops() {
    return stops;
  }
}
