package dev.bantam;

import dev.bantam.format.GgufWriter;
import dev.bantam.format.Metadata;
import dev.bantam.format.TensorSource;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A model of random weights that can do what a real one can: a llama of two layers, with a token
 * for each byte, ChatML's control tokens, tools in Hermes' format and a context of 4096 tokens. Its
 * greedy answers are printable gibberish that does not end by itself.
 */
public final class TinyModel {
  private static final int WIDTH = 64;
  private static final int MLP = 128;
  private static final int HEADS = 4;
  private static final int LAYERS = 2;
  private static final List<String> CONTROLS =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

  /** Tokens that are words of templates and yet may be part of an answer's text. */
  private static final List<String> WORDS =
      List.of("<tool_call>", "</tool_call>", "<think>", "</think>");

  private static final String TEMPLATE =
      """
      {%- if tools %}<|im_start|>system
      {%- if messages[0].role == 'system' %}
      {{ messages[0].content }}{% endif %}
      # Tools
      <tools>
      {%- for tool in tools %}
      {{ tool | tojson }}
      {%- endfor %}
      </tools>
      For each function call, return a json object with function name and arguments within \
      <tool_call></tool_call> XML tags:
      <tool_call>
      {"name": <function-name>, "arguments": <args-json-object>}
      </tool_call><|im_end|>
      {% endif %}
      {%- for message in messages %}
      {%- if not (tools and loop.first and message.role == 'system') %}<|im_start|>{{ message.role }}
      {{ message.content }}
      {%- for call in message.tool_calls or [] %}
      <tool_call>
      {"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
      </tool_call>
      {%- endfor %}<|im_end|>
      {% endif %}
      {%- endfor %}
      {%- if add_generation_prompt %}<|im_start|>assistant
      {% endif %}\
      """;

  private TinyModel() {}

  /** Writes it. The same seed gives the same file. */
  public static void write(Path file, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> tokens = tokens();
    int vocabulary = tokens.size();
    List<TensorSource> tensors = new ArrayList<>();
    tensors.add(random("token_embd.weight", random, vocabulary, WIDTH, 1));
    tensors.add(output(random, vocabulary));
    addLayers(tensors, random, 1);
    GgufWriter.write(file, metadata(tokens), tensors);
  }

  private static void addLayers(List<TensorSource> tensors, Random random, float scale) {
    tensors.add(ones("output_norm.weight"));
    for (int i = 0; i < LAYERS; i++) {
      String block = "blk." + i + ".";
      tensors.add(ones(block + "attn_norm.weight"));
      tensors.add(ones(block + "ffn_norm.weight"));
      for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
        tensors.add(random(block + name + ".weight", random, WIDTH, WIDTH, scale * 0.125f));
      }
      tensors.add(random(block + "ffn_gate.weight", random, MLP, WIDTH, scale * 0.125f));
      tensors.add(random(block + "ffn_up.weight", random, MLP, WIDTH, scale * 0.125f));
      tensors.add(random(block + "ffn_down.weight", random, WIDTH, MLP, scale * 0.1f));
    }
  }

  /**
   * Writes one that answers whatever ends in a line's end with these pieces, each a token, which
   * must differ, and then ends: it goes from each token to the next without looking back.
   */
  public static void writeSaying(Path file, String... pieces) throws IOException {
    List<String> tokens = new ArrayList<>(tokens());
    List<String> script = new ArrayList<>(List.of(written("\n")));
    for (String piece : pieces) {
      script.add(WORDS.contains(piece) ? piece : written(piece));
    }
    script.add("<|im_end|>");
    script.stream().filter(token -> !tokens.contains(token)).forEach(tokens::add);
    Random random = new Random(1);
    float[] embedding = new float[tokens.size() * WIDTH];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = (float) random.nextGaussian();
    }
    float[] output = new float[tokens.size() * WIDTH];
    for (int i = 1; i < script.size(); i++) {
      int from = tokens.indexOf(script.get(i - 1)) * WIDTH;
      System.arraycopy(embedding, from, output, tokens.indexOf(script.get(i)) * WIDTH, WIDTH);
    }
    List<TensorSource> tensors = new ArrayList<>();
    tensors.add(source("token_embd.weight", embedding, tokens.size(), WIDTH));
    tensors.add(source("output.weight", output, tokens.size(), WIDTH));
    addLayers(tensors, random, 0);
    GgufWriter.write(file, metadata(tokens), tensors);
  }

  /** A text as GPT-2 writes its bytes. */
  private static String written(String text) {
    StringBuilder written = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      written.append(tokens().get(b & 0xFF));
    }
    return written.toString();
  }

  private static Metadata metadata(List<String> tokens) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("general.architecture", "llama");
    all.put("general.name", "Tiny");
    all.put("llama.block_count", (long) LAYERS);
    all.put("llama.context_length", 4096L);
    all.put("llama.embedding_length", (long) WIDTH);
    all.put("llama.feed_forward_length", (long) MLP);
    all.put("llama.attention.head_count", (long) HEADS);
    all.put("llama.attention.layer_norm_rms_epsilon", 1e-5);
    all.put("llama.vocab_size", (long) tokens.size());
    all.put("tokenizer.ggml.model", "gpt2");
    all.put("tokenizer.ggml.pre", "gpt-2");
    all.put("tokenizer.ggml.tokens", tokens.toArray(new String[0]));
    all.put("tokenizer.ggml.token_type", types(tokens));
    all.put("tokenizer.ggml.merges", new String[0]);
    all.put("tokenizer.ggml.eos_token_id", (long) tokens.indexOf("<|im_end|>"));
    all.put("tokenizer.ggml.bos_token_id", (long) tokens.indexOf("<|endoftext|>"));
    all.put("tokenizer.ggml.add_bos_token", false);
    all.put("tokenizer.chat_template", TEMPLATE);
    return new Metadata("tiny", all);
  }

  private static int[] types(List<String> tokens) {
    return tokens.stream()
        .mapToInt(t -> CONTROLS.contains(t) ? 3 : WORDS.contains(t) ? 4 : 1)
        .toArray();
  }

  /** The bytes as GPT-2 writes them, then the words, then the control tokens. */
  private static List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    int shifted = 256;
    for (int b = 0; b < 256; b++) {
      boolean plain = b > 32 && b < 127 || b > 160 && b != 173;
      tokens.add(Character.toString(plain ? b : shifted++));
    }
    tokens.addAll(WORDS);
    tokens.addAll(CONTROLS);
    return tokens;
  }

  /** Only printable characters have a chance. */
  private static TensorSource output(Random random, int vocabulary) {
    float[] values = new float[vocabulary * WIDTH];
    for (int i = 32 * WIDTH; i < 127 * WIDTH; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return source("output.weight", values, vocabulary, WIDTH);
  }

  private static TensorSource random(
      String name, Random random, int rows, int columns, float scale) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * (float) random.nextGaussian();
    }
    return source(name, values, rows, columns);
  }

  private static TensorSource ones(String name) {
    float[] values = new float[WIDTH];
    Arrays.fill(values, 1);
    return source(name, values, WIDTH);
  }

  private static TensorSource source(String name, float[] values, long... shape) {
    MemorySegment data = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT_UNALIGNED, values);
    return TensorSource.of(new Tensor(name, DType.F32, shape, data));
  }
}
