package dev.bantam.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Hostile;
import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A damaged tokenizer is refused with its reason, and by no other way. */
class BadTokenizerTest {
  @TempDir Path folder;

  private static final String GOOD =
      """
      {"added_tokens": [{"id": 4, "content": "<|end|>", "special": true}],
       "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
         {"type": "Split", "pattern": {"Regex": "\\\\p{N}"}, "behavior": "Isolated"},
         {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
       "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3}, "merges": ["a b"]}}
      """;

  @Test
  void theGoodOneLoads() throws IOException {
    assertThat(load(GOOD).encode("ab ab<|end|>", false, true)).containsExactly(2, 3, 2, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"a\": 0' | '\"a\": -1' | should be an id",
        "'\"a\": 0' | '\"a\": 2147483648' | should be an id",
        "'\"a\": 0' | '\"a\": 1e99' | should be an id",
        "'\"a\": 0' | '\"a\": \"0\"' | should be an id",
        "'\"a\": 0' | '\"a\": 1' | same id 1",
        "'\"a\": 0' | '\"a\": 3000000' | after",
        "'\"id\": 4' | '\"id\": -4' | should be an id",
        "'\"id\": 4' | '\"id\": 2' | same id 2",
        "'\"id\": 4' | '\"id\": null' | should be an id",
        "'<|end|>' | '' | empty added token",
        "'a b' | 'a c' | names what is no token",
        "'a b' | 'ab' | is no pair",
        "'[\"a b\"]' | '[[\"a\"]]' | is no pair",
        "'[\"a b\"]' | '{}' | should be a list",
        "'\\\\p{N}' | '(a+)+$' | unknown pattern '(a+)+$'",
        "'Isolated' | 'Shredded' | unknown behavior",
        "'\"type\": \"Split\"' | '\"type\": \"Rip\"' | unknown pre-tokenizer 'Rip'",
        "'\"type\": \"BPE\"' | '\"type\": \"Zip\"' | unknown model 'Zip'",
        "'{\"type\": \"ByteLevel\"}' | '{\"type\": \"Morse\"}' | unknown decoder 'Morse'",
        "'\"model\": {' | '\"model\": [], \"x\": {' | should be an object",
        "'{\"a\": 0,' | '{\"a\": 0, \"a\": 5,' | duplicate key",
      })
  void brokenJson(String part, String broken, String reason) {
    assertThat(GOOD).contains(part);
    assertRefused(GOOD.replace(part, broken), reason);
  }

  @Test
  void hugeParts() throws IOException {
    assertRefused(GOOD.replace("<|end|>", "x".repeat(1 << 20)), "an added token of over");
    assertRefused(GOOD + " ".repeat(10) + "x", "after the end");
    Path file = folder.resolve("tokenizer.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(Limits.JSON_BYTES + 1L);
    }
    assertRefused(() -> Tokenizer.ofFolder(folder), String.valueOf(Limits.JSON_BYTES));
  }

  @Test
  void brokenUtf8() throws IOException {
    Files.write(
        folder.resolve("tokenizer.json"), new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1'});
    assertRefused(() -> Tokenizer.ofFolder(folder), "UTF-8");
  }

  @Test
  void everyPrefixAndManyChangesOfAFile() throws IOException {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < good.length + Hostile.mutations(); i++) {
      byte[] bad = Arrays.copyOf(good, Math.min(i, good.length));
      if (i >= good.length) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(128);
      }
      Files.write(folder.resolve("tokenizer.json"), bad);
      Hostile.refusal(
          () -> Tokenizer.ofFolder(folder).encode("ab 12 <|end|>", true, true),
          "seed 7, change " + i);
    }
  }

  @Test
  void brokenMetadata() throws IOException {
    assertThat(Tokenizer.ofMetadata(metadata(m -> {})).encode("ab", false, false))
        .containsExactly(2);
    broken(m -> m.remove("tokenizer.ggml.tokens"), "is missing");
    broken(m -> m.put("tokenizer.ggml.model", "morse"), "unknown tokenizer model 'morse'");
    broken(m -> m.put("tokenizer.ggml.model", 5L), "should be String");
    broken(m -> m.put("tokenizer.ggml.pre", "morse"), "unknown pre-tokenizer 'morse'");
    broken(m -> m.put("tokenizer.ggml.tokens", new String[] {"a", "b", "a"}), "the same text");
    broken(m -> m.put("tokenizer.ggml.scores", new byte[4]), "should be float");
    broken(m -> m.put("tokenizer.ggml.scores", new float[3]), "3 entries for 4 tokens");
    broken(m -> m.put("tokenizer.ggml.scores", new float[] {0, Float.NaN, 0, 0}), "is NaN");
    broken(m -> m.put("tokenizer.ggml.token_type", new int[1]), "1 entries for 4 tokens");
    broken(m -> m.put("tokenizer.ggml.merges", new String[] {"ab"}), "is no pair");
    String[] many = new String[Limits.MERGES + 1];
    Arrays.fill(many, "a b");
    broken(m -> m.put("tokenizer.ggml.merges", many), "merges; at most");
    broken(m -> m.put("tokenizer.ggml.bos_token_id", "1"), "should be Long");
    broken(
        m -> {
          m.put("tokenizer.ggml.model", "t5");
          m.put("tokenizer.ggml.precompiled_charsmap", new byte[] {(byte) 0xff, 0, 0, 0, 1});
        },
        "precompiled character map");
  }

  @Test
  void rolesThatNameNoTokenCountForNothing() throws IOException {
    Metadata metadata =
        metadata(
            m -> {
              m.put("tokenizer.ggml.bos_token_id", 77L);
              m.put("tokenizer.ggml.eos_token_id", -1L);
              m.put("tokenizer.ggml.add_bos_token", true);
            });
    Tokenizer tokenizer = Tokenizer.ofMetadata(metadata);
    assertThat(tokenizer.encode("ab", true, true)).containsExactly(2);
    assertThat(tokenizer.bos()).isEqualTo(-1);
    assertThat(tokenizer.endOfGeneration()).isEmpty();
    assertThat(tokenizer.piece(-1, true)).isEmpty();
    assertThat(tokenizer.piece(1 << 30, true)).isEmpty();
  }

  @Test
  void aDamagedCharacterMapMapsNothing() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] map = new byte[4 + 64 + 9];
      random.nextBytes(map);
      map[0] = 64;
      map[1] = 0;
      map[2] = 0;
      map[3] = 0;
      map[map.length - 1] = 0;
      Metadata metadata =
          metadata(
              m -> {
                m.put("tokenizer.ggml.model", "t5");
                m.put("tokenizer.ggml.precompiled_charsmap", map);
              });
      Hostile.refusal(
          () -> Tokenizer.ofMetadata(metadata).encode("aéb漢\u0000", true, true),
          "seed 11, map " + i);
    }
  }

  private static Metadata metadata(Consumer<Map<String, Object>> change) {
    Map<String, Object> values = new HashMap<>();
    values.put("tokenizer.ggml.model", "gpt2");
    values.put("tokenizer.ggml.pre", "gpt-2");
    values.put("tokenizer.ggml.tokens", new String[] {"a", "b", "ab", ""});
    values.put("tokenizer.ggml.merges", new String[] {"a b", "x y"});
    change.accept(values);
    return new Metadata("made", values);
  }

  private static void broken(Consumer<Map<String, Object>> change, String reason) {
    assertRefused(() -> Tokenizer.ofMetadata(metadata(change)), reason);
  }

  private void assertRefused(String json, String reason) {
    assertRefused(() -> load(json), reason);
  }

  private static void assertRefused(Hostile.Attempt load, String reason) {
    MalformedFileException refusal = Hostile.refusal(load, reason);
    assertThat(refusal).isNotNull().hasMessageContaining(reason);
  }

  private Tokenizer load(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    return Tokenizer.ofFolder(folder);
  }
}
