package dev.bantam.hub;

import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a variant is made, in Ollama's language. {@code TEMPLATE} is a Jinja template, as models
 * bring them; Ollama's own Go templates are refused.
 *
 * <p>Source: ollama/ollama, docs/modelfile.mdx.
 *
 * @param from the base: a name, a file or a folder
 * @param adapters paths of PEFT folders and GGUF files, with weights
 * @param system the system message, or null
 * @param template or null
 * @param parameters values by name; {@code stop} may have several
 * @param messages said before a conversation begins
 * @param licences texts
 */
public record Modelfile(
    String from,
    List<Attach> adapters,
    @Nullable String system,
    @Nullable String template,
    Map<String, List<String>> parameters,
    List<Said> messages,
    List<String> licences) {

  /** An adapter's path, with its weight. */
  public record Attach(String path, float weight) {}

  /** A turn of a conversation. */
  public record Said(String role, String content) {}

  private static final String QUOTES = "\"\"\"";

  /** Who may speak in a {@code MESSAGE}. */
  public static final List<String> ROLES = List.of("system", "user", "assistant");

  static final String GO_TEMPLATE =
      "TEMPLATE is in Ollama's Go language; Bantam takes Jinja, as tokenizer_config.json has it,"
          + " and without TEMPLATE uses the base's own";

  /** Actions of Go templates that Jinja does not have. */
  private static final List<String> GO =
      List.of(".", "$", "if ", "range ", "else", "end", "with ", "template ", "define ", "block ");

  public Modelfile {
    adapters = List.copyOf(adapters);
    messages = List.copyOf(messages);
    licences = List.copyOf(licences);
  }

  /**
   * Reads a Modelfile.
   *
   * @param source the file's name, for messages
   * @throws MalformedFileException naming the line that is wrong
   */
  public static Modelfile parse(String source, String text) throws MalformedFileException {
    Reader reader = new Reader(source, text);
    String from = null;
    String system = null;
    String template = null;
    List<Attach> adapters = new ArrayList<>();
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    List<Said> messages = new ArrayList<>();
    List<String> licences = new ArrayList<>();
    for (Instruction line = reader.next(); line != null; line = reader.next()) {
      switch (line.command) {
        case "FROM" -> {
          if (from != null) {
            throw reader.wrong("a second FROM: a model has one base");
          }
          from = line.value;
        }
        case "ADAPTER" -> adapters.add(attach(line.value));
        case "SYSTEM" -> system = line.value;
        case "TEMPLATE" -> template = checkedTemplate(reader, line.value);
        case "PARAMETER" -> {
          List<String> values = parameters.computeIfAbsent(line.key, k -> new ArrayList<>());
          if (!line.key.equals("stop")) {
            values.clear();
          }
          values.add(line.value);
        }
        case "MESSAGE" -> {
          if (!ROLES.contains(line.key)) {
            throw reader.wrong("MESSAGE is followed by one of " + String.join(", ", ROLES));
          }
          messages.add(new Said(line.key, line.value));
        }
        case "LICENSE" -> licences.add(line.value);
        default ->
            throw reader.wrong(
                "'"
                    + line.command
                    + "' is no instruction; there are FROM, ADAPTER, SYSTEM, TEMPLATE, PARAMETER,"
                    + " MESSAGE and LICENSE");
      }
    }
    if (from == null) {
      throw new MalformedFileException(source, -1, "has no FROM, which names the base");
    }
    return new Modelfile(from, adapters, system, template, parameters, messages, licences);
  }

  /** {@code PATH} or {@code PATH:WEIGHT}. */
  public static Attach attach(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      try {
        return new Attach(text.substring(0, colon), Float.parseFloat(text.substring(colon + 1)));
      } catch (NumberFormatException e) {
        // The colon is the path's own.
      }
    }
    return new Attach(text, 1);
  }

  private static String checkedTemplate(Reader reader, String template)
      throws MalformedFileException {
    if (isGoTemplate(template)) {
      throw reader.wrong("this " + GO_TEMPLATE);
    }
    return template;
  }

  /** Whether a template is in Ollama's language rather than Jinja. */
  static boolean isGoTemplate(String template) {
    for (int at = template.indexOf("{{"); at >= 0; at = template.indexOf("{{", at + 2)) {
      String action = template.substring(at + 2);
      String inner = (action.startsWith("-") ? action.substring(1) : action).stripLeading();
      if (GO.stream().anyMatch(inner::startsWith)) {
        return true;
      }
    }
    return false;
  }

  /** The text of the file. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("FROM " + from + "\n");
    for (Attach adapter : adapters) {
      out.append("ADAPTER ").append(adapter.path);
      out.append(adapter.weight == 1 ? "" : ":" + adapter.weight).append('\n');
    }
    if (template != null) {
      out.append("TEMPLATE ").append(quoted(template)).append('\n');
    }
    if (system != null) {
      out.append("SYSTEM ").append(quoted(system)).append('\n');
    }
    parameters.forEach(
        (name, values) ->
            values.forEach(
                value -> out.append("PARAMETER ").append(name).append(' ').append(value(value))));
    for (Said message : messages) {
      out.append("MESSAGE ").append(message.role).append(' ').append(value(message.content));
    }
    for (String licence : licences) {
      out.append("LICENSE ").append(quoted(licence)).append('\n');
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return QUOTES + text + QUOTES;
  }

  /** A value on the rest of a line, in quotes where it needs them. */
  private static String value(String text) {
    boolean plain =
        !text.isEmpty()
            && text.equals(text.strip())
            && text.chars().noneMatch(c -> c == '\n' || c == '"');
    return (plain ? text : quoted(text)) + "\n";
  }

  /**
   * An instruction.
   *
   * @param key the word between a PARAMETER or MESSAGE and its value; empty for others
   */
  private record Instruction(String command, String key, String value) {}

  /** Goes through the text instruction by instruction. */
  private static final class Reader {
    private final String source;
    private final String text;
    private int at;
    private int began;

    Reader(String source, String text) {
      this.source = source;
      this.text = text;
    }

    @Nullable Instruction next() throws MalformedFileException {
      skip(true);
      while (at < text.length() && text.charAt(at) == '#') {
        restOfLine();
        skip(true);
      }
      if (at == text.length()) {
        return null;
      }
      began = at;
      String command = word().toUpperCase(Locale.ROOT);
      boolean keyed = command.equals("PARAMETER") || command.equals("MESSAGE");
      String key = keyed ? word() : "";
      String value = value();
      if (value.isEmpty()) {
        throw wrong(command + " is followed by nothing");
      }
      return new Instruction(command, key, value);
    }

    private void skip(boolean lines) {
      while (at < text.length()
          && Character.isWhitespace(text.charAt(at))
          && (lines || text.charAt(at) != '\n')) {
        at++;
      }
    }

    private String word() {
      int start = at;
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      String word = text.substring(start, at);
      skip(false);
      return word;
    }

    private String restOfLine() {
      int end = text.indexOf('\n', at);
      String rest = text.substring(at, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 1;
      return rest.strip();
    }

    /** The rest of the line, or what stands in quotes; three of them hold several lines. */
    private String value() throws MalformedFileException {
      if (text.startsWith(QUOTES, at)) {
        int start = at + QUOTES.length();
        int end = text.indexOf(QUOTES, start);
        if (end < 0) {
          throw wrong("no " + QUOTES + " ends what begins here");
        }
        at = end + QUOTES.length();
        String rest = restOfLine();
        if (!rest.isEmpty()) {
          throw wrong("after " + QUOTES + " stands '" + rest + "'");
        }
        return text.substring(start, end);
      }
      String rest = restOfLine();
      boolean quoted = rest.length() >= 2 && rest.startsWith("\"") && rest.endsWith("\"");
      return quoted ? rest.substring(1, rest.length() - 1) : rest;
    }

    MalformedFileException wrong(String reason) {
      long line = 1 + text.substring(0, began).chars().filter(c -> c == '\n').count();
      return new MalformedFileException(source, -1, "line " + line + ": " + reason);
    }
  }
}
