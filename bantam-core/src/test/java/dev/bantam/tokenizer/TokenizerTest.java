package dev.bantam.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans, streams and vocabularies that are made here. */
class TokenizerTest {
  private static final String[] WORDS = {
    "a", " b", "Hello", " wörld", "\n", "  ", "漢字", "🙂", "1234", "don't", "<", "|>", " ▁", "\u200d"
  };

  @TempDir Path folder;

  @Test
  void contentNeverBecomesAControlToken() throws IOException {
    for (Path file : Goldens.cases("tokenizers")) {
      try (Gguf gguf = Gguf.open(file.resolve("vocab.gguf"))) {
        Tokenizer tokenizer = Tokenizer.of(gguf);
        for (int id = 0; id < tokenizer.size(); id++) {
          if (tokenizer.isControl(id)) {
            checkContent(tokenizer, id, file);
          }
        }
      }
    }
  }

  private static void checkContent(Tokenizer tokenizer, int control, Path file) {
    String text = tokenizer.text(control);
    int cut = text.length() / 2;
    List<List<Span>> attempts =
        List.of(
            List.of(new Span(text, false), new Span(text, true)),
            List.of(new Span(text, false), new Span("x " + text + text, true)),
            List.of(
                new Span(text + text.substring(0, cut), false),
                new Span(text.substring(cut), true)),
            List.of(
                new Span(text, false),
                new Span(text.substring(0, cut), true),
                new Span(text.substring(cut), false)));
    for (List<Span> spans : attempts) {
      int[] ids = tokenizer.encode(spans, false);
      assertThat(ids[0]).as("%s: template's %s", file, text).isEqualTo(control);
      for (int i = 1; i < ids.length; i++) {
        assertThat(tokenizer.isControl(ids[i])).as("%s: %s in %s", file, text, spans).isFalse();
      }
    }
  }

  @Test
  void spansWithoutControlTokensInContentAreTheWholeText() throws IOException {
    Random random = new Random(5);
    for (Path file : Goldens.cases("tokenizers")) {
      try (Gguf gguf = Gguf.open(file.resolve("vocab.gguf"))) {
        Tokenizer tokenizer = Tokenizer.of(gguf);
        String mark = tokenizer.eosText();
        for (int i = 0; i < 40; i++) {
          List<Span> spans = new ArrayList<>();
          StringBuilder whole = new StringBuilder();
          for (int n = 1 + random.nextInt(6); n > 0; n--) {
            boolean content = random.nextBoolean();
            String text = words(random) + (content ? "" : mark);
            spans.add(new Span(text, content));
            whole.append(text);
          }
          assertThat(tokenizer.encode(spans, true))
              .as("%s %s", file, spans)
              .isEqualTo(tokenizer.encode(whole.toString(), true, true));
        }
      }
    }
  }

  @Test
  void contentIsNotMergedIntoAControlToken() throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("tokenizer.ggml.model", "gpt2");
    values.put("tokenizer.ggml.pre", "whitespace");
    values.put("tokenizer.ggml.model", "whitespace");
    values.put("tokenizer.ggml.tokens", new String[] {"<", "/", "s", ">", "</", "s>", "</s>", "a"});
    values.put("tokenizer.ggml.merges", new String[] {"< /", "s >", "</ s>"});
    Tokenizer tokenizer = Tokenizer.ofMetadata(new Metadata("made", values));
    String text = "a</s></s>a";
    assertThat(tokenizer.encode(text, false, false)).containsExactly(7, 6, 6, 7);
    assertThat(tokenizer.encode(List.of(new Span(text, true)), false))
        .containsExactly(7, 0, 1, 5, 0, 1, 5, 7);
    assertThat(tokenizer.encode(List.of(new Span(text, false)), false)).containsExactly(7, 6, 6, 7);
  }

  @Test
  void longMonotonousTexts() throws IOException {
    for (Path file : Goldens.cases("tokenizers")) {
      try (Gguf gguf = Gguf.open(file.resolve("vocab.gguf"))) {
        Tokenizer tokenizer = Tokenizer.of(gguf);
        for (String unit : List.of(" ", "漢", "\u200d", "<think>")) {
          String text = unit.repeat(1_000_000 / unit.length());
          assertThat(tokenizer.encode(text, false, true).length)
              .as("%s %s", file, unit)
              .isLessThanOrEqualTo(3_000_001);
        }
      }
    }
  }

  @Test
  void streamsGiveTheWholeText() throws IOException {
    Random random = new Random(9);
    Tokenizer tokenizer = Tokenizer.ofMetadata(new Metadata("made", sentencePiece()));
    for (int i = 0; i < 300; i++) {
      String text = words(random) + words(random);
      TextStream stream = new TextStream(tokenizer, false);
      StringBuilder out = new StringBuilder();
      for (int id : tokenizer.encode(text, true, false)) {
        String more = stream.add(id);
        assertThat(more).doesNotContain("\uFFFD");
        out.append(more);
      }
      assertThat(out + stream.finish()).isEqualTo(" " + text.replace('▁', ' '));
    }
  }

  @Test
  void aCutCharacterIsReplacedAtTheEnd() throws IOException {
    Tokenizer tokenizer = Tokenizer.ofMetadata(new Metadata("made", sentencePiece()));
    TextStream stream = new TextStream(tokenizer, false);
    assertThat(stream.add(tokenizer.id("<0xE2>"))).isEmpty();
    assertThat(stream.add(tokenizer.id("<0x82>"))).isEmpty();
    assertThat(stream.add(tokenizer.id("<0xAC>"))).isEqualTo("€");
    assertThat(stream.add(tokenizer.id("<0xF0>"))).isEmpty();
    assertThat(stream.finish()).isEqualTo("\uFFFD");
  }

  @Test
  void sentencePieceAndLlama2cFilesEqualGguf() throws IOException {
    Map<String, Object> values = sentencePiece();
    Tokenizer gguf = Tokenizer.ofMetadata(new Metadata("made", values));
    Path model = folder.resolve("tokenizer.model");
    Files.write(model, protocolBuffer(values));
    Path bin = folder.resolve("tok.bin");
    Files.write(bin, llama2c(values));
    Tokenizer fromFolder = Tokenizer.ofFolder(folder);
    Tokenizer fromBin = Tokenizer.ofFolder(bin);
    Tokenizer again = Tokenizer.ofMetadata(new Metadata("made", fromFolder.toMetadata(300)));
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      String text = words(random) + "<s>" + words(random);
      int[] ids = gguf.encode(text, true, true);
      assertThat(fromFolder.encode(text, true, true)).as(text).isEqualTo(ids);
      assertThat(fromBin.encode(text, true, true)).as(text).isEqualTo(ids);
      assertThat(again.encode(text, true, true)).as(text).isEqualTo(ids);
      assertThat(fromFolder.decode(ids, true, false)).isEqualTo(gguf.decode(ids, true, false));
    }
    assertThat(again.size()).isEqualTo(300);
    assertThat(fromFolder.endOfGeneration()).containsExactly(2);
  }

  private static String words(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(6); n >= 0; n--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  /** A vocabulary of all bytes and a few pieces with scores. */
  private static Map<String, Object> sentencePiece() {
    List<String> texts = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      texts.add(Vocabulary.byteText(b));
    }
    texts.addAll(
        List.of("▁", "H", "e", "l", "o", "▁b", "He", "ll", "ello", "Hell", "Hello", "▁▁", "漢"));
    int n = texts.size();
    float[] scores = new float[n];
    int[] types = new int[n];
    for (int id = 0; id < n; id++) {
      scores[id] = id < 259 ? 0 : -(id * 7 % 11);
      types[id] = id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1;
    }
    Map<String, Object> values = new HashMap<>();
    values.put("tokenizer.ggml.model", "llama");
    values.put("tokenizer.ggml.tokens", texts.toArray(String[]::new));
    values.put("tokenizer.ggml.scores", scores);
    values.put("tokenizer.ggml.token_type", types);
    return values;
  }

  private static byte[] protocolBuffer(Map<String, Object> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] texts = (String[]) values.get("tokenizer.ggml.tokens");
    float[] scores = (float[]) values.get("tokenizer.ggml.scores");
    int[] types = (int[]) values.get("tokenizer.ggml.token_type");
    for (int id = 0; id < texts.length; id++) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      field(piece, 1, texts[id].getBytes(StandardCharsets.UTF_8));
      piece.write(2 << 3 | 5);
      piece.writeBytes(little(4).putFloat(scores[id]).array());
      piece.write(3 << 3);
      piece.write(types[id]);
      field(out, 1, piece.toByteArray());
    }
    field(out, 2, new byte[] {3 << 3, 2}); // trainer_spec.model_type = BPE
    field(out, 3, new byte[] {3 << 3, 1}); // normalizer_spec.add_dummy_prefix = true
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
    out.write(number << 3 | 2);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static byte[] llama2c(Map<String, Object> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] texts = (String[]) values.get("tokenizer.ggml.tokens");
    float[] scores = (float[]) values.get("tokenizer.ggml.scores");
    out.writeBytes(little(4).putInt(20).array());
    for (int id = 0; id < texts.length; id++) {
      byte[] text = texts[id].replace('▁', ' ').getBytes(StandardCharsets.UTF_8);
      out.writeBytes(little(8).putFloat(scores[id]).putInt(text.length).array());
      out.writeBytes(text);
    }
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
