package dev.bantam.tokenizer;

import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a tokenizer from the files of a Hugging Face folder, or from one vocabulary file. */
final class TokenizerFolder {
  private static final Map<SpecialRole, List<String>> CONFIG_KEYS =
      new EnumMap<>(SpecialRole.class);

  static {
    CONFIG_KEYS.put(SpecialRole.BOS, List.of("bos_token", "cls_token"));
    CONFIG_KEYS.put(SpecialRole.EOS, List.of("eos_token", "sep_token"));
    CONFIG_KEYS.put(SpecialRole.UNKNOWN, List.of("unk_token"));
    CONFIG_KEYS.put(SpecialRole.SEPARATOR, List.of("sep_token"));
    CONFIG_KEYS.put(SpecialRole.PADDING, List.of("pad_token"));
    CONFIG_KEYS.put(SpecialRole.MASK, List.of("mask_token"));
  }

  private final Path folder;
  private final HfJson config;
  private final HfJson specialTokensMap;

  private TokenizerFolder(Path folder) throws IOException {
    this.folder = folder;
    config = jsonOrEmpty("tokenizer_config.json");
    specialTokensMap = jsonOrEmpty("special_tokens_map.json");
  }

  /**
   * The tokenizer of a folder or file.
   *
   * @throws MalformedFileException if there is none, or it is damaged
   */
  static TokenizerSpec read(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return path.toString().endsWith(".bin")
          ? Llama2cVocabulary.read(path)
          : new SentencePieceFile(path).spec(Map.of());
    }
    TokenizerFolder folder = new TokenizerFolder(path);
    if (Files.exists(path.resolve("tokenizer.json"))) {
      return folder.json();
    }
    for (String name : List.of("tokenizer.model", "spiece.model", "sentencepiece.bpe.model")) {
      if (Files.exists(path.resolve(name))) {
        return new SentencePieceFile(path.resolve(name)).spec(folder.templates());
      }
    }
    throw new MalformedFileException(path, -1, "has neither tokenizer.json nor tokenizer.model");
  }

  private TokenizerSpec json() throws IOException {
    TokenizerJson json = TokenizerJson.read(jsonOrEmpty("tokenizer.json"));
    Vocabulary vocabulary = json.vocabulary();
    Map<SpecialRole, Integer> roles = roles(json);
    List<Integer> prefix =
        affix(json.affixes().prefix(), "add_bos_token", roles.get(SpecialRole.BOS));
    List<Integer> suffix =
        affix(json.affixes().suffix(), "add_eos_token", roles.get(SpecialRole.EOS));
    Map<String, String> templates = templates();
    SpecialTokens specialTokens = json.specialTokens();
    Segmenter segmenter = json.segmenter();
    Set<Integer> control = new HashSet<>();
    vocabulary.ids(Vocabulary.CONTROL).forEach(control::add);
    Set<Integer> ends = EndOfGeneration.find(vocabulary, roles, configuredEnds(vocabulary.size()));
    vocabulary.ids(Vocabulary.CONTROL).forEach(control::add);
    return new TokenizerSpec(
        vocabulary,
        roles,
        ends,
        control,
        specialTokens,
        segmenter,
        prefix,
        suffix,
        json.affixes().separator(),
        json.pieces(),
        json.firstSpace(),
        json.cleansSpaces() || config.bool("clean_up_tokenization_spaces", false),
        templates,
        size ->
            json.export()
                .toMetadata(size, roles, prefix, suffix, json.affixes().separator(), templates));
  }

  private Map<SpecialRole, Integer> roles(TokenizerJson json) throws IOException {
    Map<SpecialRole, Integer> roles = new EnumMap<>(SpecialRole.class);
    HfJson model = jsonOrEmpty("config.json");
    for (SpecialRole role : CONFIG_KEYS.keySet()) {
      for (String key : CONFIG_KEYS.getOrDefault(role, List.of())) {
        String text = tokenText(config, key);
        text = text == null ? tokenText(specialTokensMap, key) : text;
        int id = text == null ? -1 : json.vocabulary().id(text);
        if (id < 0 && model.get(key + "_id") instanceof Long named) {
          id = named >= 0 && named < json.vocabulary().size() ? named.intValue() : -1;
        }
        if (id >= 0) {
          roles.putIfAbsent(role, id);
        }
      }
    }
    if (json.unknown() >= 0) {
      roles.putIfAbsent(SpecialRole.UNKNOWN, json.unknown());
    }
    if (!json.affixes().suffix().isEmpty()) {
      roles.putIfAbsent(SpecialRole.SEPARATOR, json.affixes().suffix().getLast());
    }
    return roles;
  }

  /** A token given as its text or as an object with its {@code content}. */
  private static @Nullable String tokenText(HfJson json, String key) throws MalformedFileException {
    return json.get(key) instanceof Map<?, ?>
        ? json.object(key).text("content")
        : json.get(key) instanceof String text ? text : null;
  }

  /** What the post-processor adds, unless the configuration says otherwise. */
  private List<Integer> affix(List<Integer> ids, String key, @Nullable Integer id)
      throws MalformedFileException {
    if (!config.has(key) || id == null) {
      return List.copyOf(ids);
    }
    List<Integer> changed = new ArrayList<>(ids);
    changed.removeIf(id::equals);
    if (config.bool(key, false)) {
      changed.add(id);
    }
    return changed;
  }

  /** The {@code eos_token_id} of the generation configuration, one or several. */
  private List<Integer> configuredEnds(int size) throws IOException {
    List<Integer> ends = new ArrayList<>();
    for (String name : List.of("generation_config.json", "config.json")) {
      Object value = jsonOrEmpty(name).get("eos_token_id");
      for (Object id :
          value instanceof List<?> list ? list : List.of(value == null ? -1L : value)) {
        if (id instanceof Long end && end >= 0 && end < size) {
          ends.add(end.intValue());
        }
      }
    }
    return ends;
  }

  private Map<String, String> templates() throws IOException {
    Map<String, String> templates = new LinkedHashMap<>();
    if (config.get("chat_template") instanceof List<?>) {
      for (HfJson named : config.objects("chat_template")) {
        templates.put(named.text("name"), named.text("template"));
      }
    } else if (config.has("chat_template")) {
      templates.put("default", config.text("chat_template"));
    }
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      templates.put("default", text(file, Limits.TEMPLATE_CHARS * 4));
    } else if (jsonOrEmpty("chat_template.json").has("chat_template")) {
      templates.putIfAbsent("default", jsonOrEmpty("chat_template.json").text("chat_template"));
    }
    Path more = folder.resolve("additional_chat_templates");
    if (Files.isDirectory(more)) {
      try (var list = Files.newDirectoryStream(more, "*.jinja")) {
        for (Path one : list) {
          String name = String.valueOf(one.getFileName());
          templates.put(
              name.substring(0, name.length() - ".jinja".length()),
              text(one, Limits.TEMPLATE_CHARS * 4));
        }
      }
    }
    return templates;
  }

  private HfJson jsonOrEmpty(String name) throws IOException {
    Path file = folder.resolve(name);
    Map<String, Object> map = Files.exists(file) ? Json.readObject(file) : Map.of();
    return new HfJson(file.toString(), "", map);
  }

  private static String text(Path file, int limit) throws IOException {
    return Utf8.decode(file, bytes(file, limit));
  }

  /** A file of at most {@code limit} bytes. */
  static byte[] bytes(Path file, int limit) throws IOException {
    long size = Files.size(file);
    if (size > limit) {
      throw new MalformedFileException(
          file, -1, size + " bytes; files of this kind are read up to " + limit);
    }
    return Files.readAllBytes(file);
  }
}
