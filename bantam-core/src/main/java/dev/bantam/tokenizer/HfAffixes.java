package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code post_processor} of a {@code tokenizer.json}: the ids that it puts before and after a
 * text, and between the texts of a pair.
 *
 * @param prefix such as BOS
 * @param suffix such as EOS
 * @param separator of a pair, after the first text's suffix
 */
record HfAffixes(List<Integer> prefix, List<Integer> suffix, List<Integer> separator) {

  static HfAffixes read(@Nullable HfJson json, int size) throws MalformedFileException {
    HfAffixes affixes = new HfAffixes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (json != null) {
      for (HfJson part : json.flatten("processors")) {
        affixes.add(part, size);
      }
    }
    return affixes;
  }

  private void add(HfJson json, int size) throws MalformedFileException {
    switch (json.type()) {
      case "TemplateProcessing" -> addTemplate(json, size);
      case "BertProcessing", "RobertaProcessing" -> {
        prefix.add(pairId(json, "cls", size));
        suffix.add(pairId(json, "sep", size));
        if (json.type().equals("RobertaProcessing")) {
          separator.add(pairId(json, "sep", size));
        }
      }
      case "ByteLevel" -> {} // concerns offsets only
      default -> throw json.wrong("unknown post-processor '" + json.type() + "'");
    }
  }

  private void addTemplate(HfJson json, int size) throws MalformedFileException {
    List<List<Integer>> single = around(json, "single", size);
    prefix.addAll(single.getFirst());
    suffix.addAll(single.getLast());
    if (json.has("pair")) {
      List<List<Integer>> pair = around(json, "pair", size);
      if (pair.size() == 3) { // before, between and after the two texts
        List<Integer> between = pair.get(1);
        separator.addAll(between.subList(Math.min(suffix.size(), between.size()), between.size()));
      }
    }
  }

  /** The special tokens of a template: those before the first text, before the second, the last. */
  private static List<List<Integer>> around(HfJson json, String template, int size)
      throws MalformedFileException {
    List<List<Integer>> around = new ArrayList<>(List.of(new ArrayList<>()));
    for (HfJson part : json.objects(template)) {
      if (part.has("Sequence")) {
        around.add(new ArrayList<>());
        continue;
      }
      String name = part.object("SpecialToken").text("id");
      HfJson token = json.object("special_tokens").object(name);
      for (Object id : token.list("ids")) {
        around.getLast().add(token.id(id, size, "an id"));
      }
    }
    return around;
  }

  /** The id of {@code ["[SEP]", 102]}. */
  private static int pairId(HfJson json, String key, int size) throws MalformedFileException {
    List<?> pair = json.list(key);
    return json.id(pair.size() == 2 ? pair.get(1) : null, size, "'" + key + "'");
  }
}
