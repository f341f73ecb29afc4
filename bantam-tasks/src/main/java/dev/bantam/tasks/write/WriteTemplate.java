package dev.bantam.tasks.write;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.prompt.PromptYaml;
import dev.bantam.tokenizer.chat.Dialect;
import dev.bantam.tokenizer.chat.Template;
import dev.bantam.tokenizer.chat.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written, for whom, and what it must and must not say: a YAML file.
 *
 * <pre>
 * write: Write a product text for {{ name }}.   # Jinja over the row's columns
 * audience: people who cook at home              # may be absent, as all that follow
 * tone: friendly, plain
 * voice: [Two texts of ours., Another.]          # how the brand sounds: examples
 * voice_file: voice.txt                          # more of them, with empty lines between
 * forbidden: [cure, money back, best*]
 * required: [Not a medical device.]              # appended as they are
 * min_words: 20                                  # also max_words, min_chars, max_chars
 * max_words: 60
 * facts: [numbers, units, names]                 # what is checked; this is the default
 * mention: [name]                                # columns whose value must stand in the text
 * allowed: [Mr, Mrs, Acme]                       # names that need not stand in the row
 * </pre>
 */
public final class WriteTemplate {
  private static final int MAX_LENGTH = 100_000;

  private final String file;
  private final Template write;
  private final String source;
  private final String audience;
  private final String tone;
  private final List<String> voice;
  private final List<String> forbiddenList;
  private final ForbiddenWords forbidden;
  private final List<String> required;
  private final Length length;
  private final Set<Facts> facts;
  private final List<String> mention;
  private final List<String> allowed;

  private WriteTemplate(PromptYaml yaml, @Nullable Path folder) throws IOException {
    file = yaml.file();
    source = yaml.text("write");
    write = Template.parse(file + ": write", source, Dialect.TASK);
    audience = yaml.text("audience", "");
    tone = yaml.text("tone", "");
    voice = voice(yaml, folder);
    forbiddenList = yaml.texts("forbidden");
    forbidden = new ForbiddenWords(forbiddenList);
    required = yaml.texts("required");
    length = length(yaml);
    facts = facts(yaml);
    mention = yaml.texts("mention");
    allowed = yaml.texts("allowed");
    yaml.checkKeys();
    check();
  }

  /**
   * Reads a template file.
   *
   * @throws MalformedFileException naming the key that is wrong
   */
  public static WriteTemplate read(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    return new WriteTemplate(PromptYaml.parse(path.toString(), Files.readString(path)), folder);
  }

  /**
   * A template from text, which names no other files.
   *
   * @param name for messages
   */
  public static WriteTemplate parse(String name, String yaml) throws MalformedFileException {
    try {
      return new WriteTemplate(PromptYaml.parse(name, yaml), null);
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("no file is read", e);
    }
  }

  private static List<String> voice(PromptYaml yaml, @Nullable Path folder) throws IOException {
    List<String> voice = new ArrayList<>(yaml.texts("voice"));
    String more = yaml.text("voice_file", "");
    if (!more.isEmpty()) {
      if (folder == null) {
        throw new MalformedFileException(
            yaml.file(), -1, "may not name a voice_file: give the examples as voice");
      }
      String text = Files.readString(folder.resolve(more)).replace("\r\n", "\n");
      for (String example : text.split("\n[ \t]*\n", -1)) {
        if (!example.isBlank()) {
          voice.add(example.strip());
        }
      }
    }
    return voice;
  }

  private static Length length(PromptYaml yaml) throws MalformedFileException {
    try {
      return new Length(
          bound(yaml, "min_words"),
          bound(yaml, "max_words"),
          bound(yaml, "min_chars"),
          bound(yaml, "max_chars"));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(yaml.file(), -1, "its lengths are wrong: " + e.getMessage());
    }
  }

  private static int bound(PromptYaml yaml, String key) throws MalformedFileException {
    return (int) yaml.number(key, 0, MAX_LENGTH, 0);
  }

  private static Set<Facts> facts(PromptYaml yaml) throws MalformedFileException {
    List<String> names = yaml.texts("facts");
    if (names.isEmpty()) {
      return EnumSet.allOf(Facts.class);
    }
    Set<Facts> facts = EnumSet.noneOf(Facts.class);
    for (String name : names) {
      if (!name.equals("none")) {
        facts.add(
            Arrays.stream(Facts.values())
                .filter(fact -> fact.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new MalformedFileException(
                            yaml.file(),
                            -1,
                            "facts are numbers, units, names or none, not '%s'".formatted(name))));
      }
    }
    return facts;
  }

  private void check() throws MalformedFileException {
    Optional<ForbiddenWords.Found> found = forbidden.find(appendix(), true);
    if (found.isPresent()) {
      throw new MalformedFileException(
          file, -1, "requires what it forbids: '%s'".formatted(found.get().entry()));
    }
    if (!new Length(0, length.maxWords(), 0, length.maxChars()).problems(appendix()).isEmpty()) {
      throw new MalformedFileException(file, -1, "requires more than its length allows");
    }
  }

  /**
   * What is asked for a row.
   *
   * @throws IllegalArgumentException naming the column that the row lacks
   */
  String instruction(Map<String, ? extends @Nullable Object> row) {
    try {
      return write.text(row).strip();
    } catch (TemplateException e) {
      throw new IllegalArgumentException(
          "%s, key 'write': %s; the row's columns are %s"
              .formatted(file, e.getMessage(), String.join(", ", row.keySet())),
          e);
    }
  }

  /** The required phrases that a text does not have. */
  List<String> missing(String text) {
    return required.stream().filter(phrase -> !text.contains(phrase)).toList();
  }

  /** All required phrases, each a paragraph. */
  String appendix() {
    return String.join("\n\n", required);
  }

  /** All that results depend on, as plain data. */
  Map<String, Object> settings() {
    return Map.of(
        "template",
        List.of(
            source,
            audience,
            tone,
            voice,
            forbiddenList,
            required,
            length.toString(),
            facts.toString(),
            mention,
            allowed));
  }

  String audience() {
    return audience;
  }

  String tone() {
    return tone;
  }

  List<String> voice() {
    return voice;
  }

  ForbiddenWords forbidden() {
    return forbidden;
  }

  List<String> required() {
    return required;
  }

  Length length() {
    return length;
  }

  Set<Facts> facts() {
    return facts;
  }

  List<String> mention() {
    return mention;
  }

  List<String> allowed() {
    return allowed;
  }

  /** What a text may state besides what its row does. */
  List<String> stated() {
    return Stream.concat(allowed.stream(), required.stream()).toList();
  }
}
