package dev.bantam.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every vocabulary's cases: ids, texts and pieces equal the reference engine's. */
class TokenizerGoldensTest {

  @Test
  void wholeVocabularies() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (Path folder : Goldens.cases("tokenizers")) {
      try (Gguf file = Gguf.open(folder.resolve("vocab.gguf"))) {
        Tokenizer tokenizer = Tokenizer.of(file);
        int before = softly.errorsCollected().size();
        for (Map<?, ?> one : list(Goldens.json(folder.resolve("cases.json")).get("cases"))) {
          check(softly, folder.getFileName().toString(), tokenizer, one);
        }
        report("tokenizers", folder, softly, before);
      }
    }
    softly.assertAll();
  }

  private static void check(
      SoftAssertions softly, String name, Tokenizer tokenizer, Map<?, ?> one) {
    byte[] text = bytes(one.get("text_hex"));
    String where = name + " " + one.get("text_hex") + " ";
    int[] plain = tokenizer.encode(text, false, false);
    int[] parse = tokenizer.encode(text, false, true);
    int[] whole = tokenizer.encode(text, true, true);
    softly.assertThat(plain).as(where + "plain").isEqualTo(ids(one.get("plain")));
    softly.assertThat(parse).as(where + "parse").isEqualTo(ids(one.get("parse")));
    softly.assertThat(whole).as(where + "add_parse").isEqualTo(ids(one.get("add_parse")));
    softly
        .assertThat(tokenizer.encode(text, true, false))
        .as(where + "add_plain")
        .isEqualTo(ids(one.get("add_plain")));
    softly
        .assertThat(tokenizer.decode(plain, false, true))
        .as(where + "detok_plain")
        .isEqualTo(bytes(one.get("detok_plain_hex")));
    softly
        .assertThat(tokenizer.decode(parse, false, true))
        .as(where + "detok_parse")
        .isEqualTo(bytes(one.get("detok_parse_hex")));
    softly
        .assertThat(tokenizer.decode(whole, true, false))
        .as(where + "detok_add_parse_rm")
        .isEqualTo(bytes(one.get("detok_add_parse_rm_hex")));
    List<?> pieces = (List<?>) one.get("pieces_hex");
    for (int i = 0; i < Math.min(whole.length, pieces.size()); i++) {
      softly
          .assertThat(tokenizer.piece(whole[i], true))
          .as(where + "piece " + i)
          .isEqualTo(bytes(pieces.get(i)));
    }
  }

  @Test
  void tokenizersOfArchitectures() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (Path folder : Goldens.cases("arch")) {
      try (Gguf file = Gguf.open(folder.resolve("model.gguf"))) {
        Tokenizer tokenizer = Tokenizer.of(file);
        int before = softly.errorsCollected().size();
        for (Map<?, ?> one :
            list(Goldens.json(folder.resolve("golden.json")).get("tokenization"))) {
          String text = (String) one.get("text");
          String where = folder.getFileName() + " '" + text + "' ";
          int[] parse = tokenizer.encode(text, false, true);
          softly
              .assertThat(tokenizer.encode(text, false, false))
              .as(where + "plain")
              .isEqualTo(ids(one.get("llama_plain")));
          softly.assertThat(parse).as(where + "parse").isEqualTo(ids(one.get("llama_parse")));
          softly
              .assertThat(tokenizer.encode(text, true, true))
              .as(where + "add_parse")
              .isEqualTo(ids(one.get("llama_add_parse")));
          softly
              .assertThat(tokenizer.decode(parse, false, true))
              .as(where + "detok")
              .isEqualTo(bytes(one.get("detok_parse_hex")));
        }
        report("arch", folder, softly, before);
      }
    }
    softly.assertAll();
  }

  @Test
  void huggingFaceFoldersAndTheirGguf() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (Path folder : Goldens.cases("hf")) {
      Path golden = Goldens.path("arch").resolve(folder.getFileName()).resolve("golden.json");
      if (!Files.exists(folder.resolve("tokenizer.json")) || !Files.exists(golden)) {
        continue;
      }
      Tokenizer tokenizer = Tokenizer.ofFolder(folder);
      Map<String, Object> entries = tokenizer.toMetadata();
      entries.put("general.name", "golden-" + folder.getFileName());
      Tokenizer gguf = Tokenizer.ofMetadata(new Metadata("converted", entries));
      int before = softly.errorsCollected().size();
      for (Map<?, ?> one : list(Goldens.json(golden).get("tokenization"))) {
        String text = (String) one.get("text");
        String where = folder.getFileName() + " '" + text + "' ";
        if (one.get("hf_tokenizers_no_special") != null) {
          softly
              .assertThat(tokenizer.encode(text, false, true))
              .as(where + "hf")
              .isEqualTo(ids(one.get("hf_tokenizers_no_special")));
        }
        softly
            .assertThat(gguf.encode(text, true, true))
            .as(where + "converted")
            .isEqualTo(ids(one.get("llama_add_parse")));
      }
      report("hf", folder, softly, before);
    }
    softly.assertAll();
  }

  private static void report(String kind, Path folder, SoftAssertions softly, int before) {
    int wrong = softly.errorsCollected().size() - before;
    GoldenReport.add(kind, folder.getFileName().toString(), "wrong tokenizations", wrong, 0);
  }

  private static List<Map<?, ?>> list(Object value) {
    assertThat(value).isInstanceOf(List.class);
    return ((List<?>) value).stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
  }

  private static int[] ids(Object list) {
    return Goldens.ints(list);
  }

  private static byte[] bytes(Object hex) {
    return HexFormat.of().parseHex((String) hex);
  }
}
