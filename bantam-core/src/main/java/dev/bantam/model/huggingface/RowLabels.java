package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * A conversion not of weights but of labels: each row of a weight is two numbers, its module and
 * where it stands there. What a family's converter does to them says where every row of its GGUF
 * tensors comes from.
 */
final class RowLabels extends Conversion {
  private static final int LABEL = 2;
  private static final int MOST = 1024;

  private final Map<String, Tensor> base;
  private final HuggingFaceType type;
  private final int blocks;
  private final List<String> modules = new ArrayList<>();
  private boolean transposed;

  /**
   * @param base the model whose rows are asked for
   * @param config its config.json, or what a GGUF file's metadata would be there
   * @param arena the labels' memory
   */
  RowLabels(ModelFile base, HuggingFaceType type, Config config, Arena arena)
      throws MalformedFileException {
    super(base.path().toString(), config, type.architecture(), arena);
    this.base = base.tensors();
    this.type = type;
    this.blocks = count(base, "block_count");
    base.metadata().values().forEach((key, value) -> metadata().put(key, most(value)));
    Map<String, Tensor> labels = new LinkedHashMap<>();
    int experts = count(base, "expert_count");
    for (String module : modules(blocks, experts)) {
      TensorNames.Found found = TensorNames.find(module + ".weight", type.names());
      Tensor weight = found == null ? null : this.base.get(found.gguf());
      if (weight != null) {
        int n = found.expert() < 0 ? 1 : experts;
        labels.put(module + ".weight", label(module, weight.rows() / n));
      }
    }
    HuggingFaceFolder.name(base.path().toString(), labels, type, this);
    type.converter().convert(this);
  }

  /** The modules by the number in the labels' first column. */
  List<String> modules() {
    return modules;
  }

  /** Whether the modules keep their weights as [in, out], as GPT-2's do. */
  boolean transposed() {
    return transposed;
  }

  /** Labels are of outputs, wherever the weight itself has those. */
  @Override
  public void transpose(String name) {
    transposed = true;
  }

  /** Only tables of positions are cut, which no adapter changes. */
  @Override
  public void skipRows(String name, int n) {}

  @Override
  public void rename(String from, String to) {
    addHidden(from, to, 1);
    super.rename(from, to);
  }

  @Override
  public void halve(String from, String first, String second) {
    addHidden(from, first, 2);
    super.halve(from, first, second);
  }

  /** Labels modules whose layer the base has under another name, with fewer rows. */
  private void addHidden(String from, String to, int times) {
    for (String module : modules(blocks, 0)) {
      TensorNames.Found found = TensorNames.find(module + ".weight", type.names());
      if (found != null && found.gguf().endsWith("." + from + ".weight")) {
        Tensor weight = base.get(found.gguf().replace("." + from + ".", "." + to + "."));
        if (weight != null && weight.shape().length == 2) {
          add(found.gguf(), label(module, weight.rows() * times));
        }
      }
    }
  }

  private Tensor label(String module, int rows) {
    float[] labels = new float[rows * LABEL];
    for (int r = 0; r < rows; r++) {
      labels[r * LABEL] = modules.size();
      labels[r * LABEL + 1] = r;
    }
    modules.add(module);
    return Rearrange.vector(module, labels, arena(), rows, LABEL);
  }

  /** A number of blocks or experts. */
  private int count(ModelFile base, String key) throws MalformedFileException {
    int count = base.metadata().integer(type.architecture() + "." + key, 0);
    if (count < 0 || count > MOST) {
      throw wrong("'" + key + "' should be 0 to " + MOST + " and is " + count);
    }
    return count;
  }

  /** A number for each layer as one: converters ask before they know layers apart. */
  private static Object most(Object value) {
    if (!(value instanceof int[] each)) {
      return value;
    }
    long most = 0;
    for (int one : each) {
      most = Math.max(most, one);
    }
    return most;
  }

  /** The linear modules that a model of so many blocks and experts could have. */
  private List<String> modules(int blocks, int experts) {
    List<String> all = new ArrayList<>();
    String prefix = "";
    StringTokenizer words = new StringTokenizer(type.linears());
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (word.endsWith(".")) {
        prefix = word;
      } else {
        expand(prefix + word, new int[] {blocks, experts}, 0, all);
      }
    }
    return all;
  }

  private static void expand(String name, int[] counts, int depth, List<String> all) {
    int at = name.indexOf('#');
    if (at < 0) {
      all.add(name);
      return;
    }
    for (int i = 0; i < counts[depth]; i++) {
      expand(name.substring(0, at) + i + name.substring(at + 1), counts, depth + 1, all);
    }
  }
}
