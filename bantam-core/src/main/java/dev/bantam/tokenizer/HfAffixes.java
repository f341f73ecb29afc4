package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code post_processor} of a {@code tokenizer.json}: the ids that it puts before and after a
 * text.
 *
 * @param prefix such as BOS
 * @param suffix such as EOS
 */
record HfAffixes(List<Integer> prefix, List<Integer> suffix) {

  static HfAffixes read(@Nullable HfJson json, int size) throws MalformedFileException {
    HfAffixes affixes = new HfAffixes(new ArrayList<>(), new ArrayList<>());
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
      }
      case "ByteLevel" -> {} // concerns offsets only
      default -> throw json.wrong("unknown post-processor '" + json.type() + "'");
    }
  }

  private void addTemplate(HfJson json, int size) throws MalformedFileException {
    boolean before = true;
    for (HfJson part : json.objects("single")) {
      if (part.has("Sequence")) {
        before = false;
        continue;
      }
      String name = part.object("SpecialToken").text("id");
      HfJson token = json.object("special_tokens").object(name);
      for (Object id : token.list("ids")) {
        (before ? prefix : suffix).add(token.id(id, size, "an id"));
      }
    }
  }

  /** The id of {@code ["[SEP]", 102]}. */
  private static int pairId(HfJson json, String key, int size) throws MalformedFileException {
    List<?> pair = json.list(key);
    return json.id(pair.size() == 2 ? pair.get(1) : null, size, "'" + key + "'");
  }
}
