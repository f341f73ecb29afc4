package dev.bantam.cli;

import dev.bantam.format.ModelFile;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Variant;
import dev.bantam.hub.VariantSettings;
import dev.bantam.kernel.Kernel;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.Tensor;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam diff}. */
@Command(
    name = "diff",
    description = "Compare two models or variants: settings, lineage, adapters, metadata, weights.",
    mixinStandardHelpOptions = true)
final class Diff implements Callable<Integer> {
  private static final int LONGEST = 60;

  @Parameters(index = "0", paramLabel = "A", description = ModelArgument.HELP)
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "Another.")
  private String second;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** What is compared of a model, but for its weights. */
  private record Side(LocalModel model, ModelFile file, Map<String, Object> facts) {}

  @Override
  public Integer call() throws Exception {
    LocalModel a = ModelArgument.quietly(first);
    LocalModel b = ModelArgument.quietly(second);
    try (ModelFile fileA = Models.open(a.path());
        ModelFile fileB = Models.open(b.path())) {
      Map<String, Object> facts = facts(side(a, fileA), side(b, fileB));
      Map<String, Object> weights = weights(fileA, fileB, a.path().equals(b.path()));
      if (json) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("facts", facts);
        all.put("weights", weights);
        Output.json(all);
      } else {
        print(facts, weights);
      }
    }
    return 0;
  }

  private static Side side(LocalModel model, ModelFile file) throws IOException {
    Map<String, Object> facts = new TreeMap<>();
    file.metadata().values().forEach((key, value) -> facts.put("metadata " + key, plain(value)));
    Variant variant = model.variant();
    VariantSettings settings = new VariantSettings(model);
    String template = settings.template();
    facts.put("template", template == null ? Tokenizer.of(file).chatTemplate() : template);
    facts.put("base", variant == null ? model.name() : variant.from());
    if (variant != null) {
      facts.put("system", variant.system());
      facts.put("messages", variant.messages().toString());
      facts.put("licences", variant.licences().toString());
      variant.parameters().forEach((name, v) -> facts.put("parameter " + name, v.toString()));
    }
    int number = 0;
    for (Adapter adapter : AdapterArguments.open(new AdapterArguments().of(model), file)) {
      facts.put("adapter " + ++number, described(adapter));
    }
    number = 0;
    for (var stage : LineageVerb.lineage(model, file).stages()) {
      facts.put("lineage " + ++number, stage.toString());
    }
    return new Side(model, file, facts);
  }

  private static Object plain(Object value) {
    return value.getClass().isArray()
        ? "array of %d (hash %08x)".formatted(Array.getLength(value), hash(value))
        : value;
  }

  private static int hash(Object array) {
    return Arrays.deepHashCode(new Object[] {array});
  }

  /** Ranks and targets: {@code rank 8, attn_q attn_v (44 weights), 1.1M numbers}. */
  private static String described(Adapter adapter) {
    TreeSet<Integer> ranks = new TreeSet<>();
    TreeSet<String> targets = new TreeSet<>();
    adapter
        .changes()
        .forEach(
            (weight, change) -> {
              ranks.add(change.rank());
              int end = weight.endsWith(".weight") ? weight.length() - 7 : weight.length();
              targets.add(weight.substring(weight.lastIndexOf('.', end - 1) + 1, end));
            });
    return "rank %s, %s (%d weights), %s, hash %08x"
        .formatted(
            ranks,
            String.join(" ", targets),
            adapter.changes().size(),
            Output.bytes(adapter.bytes()),
            contents(adapter));
  }

  private static int contents(Adapter adapter) {
    int hash = 0;
    for (Map.Entry<String, Adapter.Change> entry : new TreeMap<>(adapter.changes()).entrySet()) {
      Adapter.Change change = entry.getValue();
      hash = Objects.hash(hash, entry.getKey(), change.scale());
      hash = 31 * hash + change.a().data().asByteBuffer().hashCode();
      hash = 31 * hash + change.b().data().asByteBuffer().hashCode();
    }
    return hash;
  }

  /** By what is compared: [A's, B's], where they differ. */
  private static Map<String, Object> facts(Side a, Side b) {
    TreeSet<String> keys = new TreeSet<>(a.facts.keySet());
    keys.addAll(b.facts.keySet());
    Map<String, Object> different = new LinkedHashMap<>();
    for (String key : keys) {
      Object of = a.facts.get(key);
      Object other = b.facts.get(key);
      if (!Objects.equals(of, other)) {
        different.put(key, Arrays.asList(of, other));
      }
    }
    return different;
  }

  /** By the tensor's name: how it differs. */
  private static Map<String, Object> weights(ModelFile a, ModelFile b, boolean same)
      throws IOException {
    Map<String, Object> different = new LinkedHashMap<>();
    if (same) {
      return different;
    }
    TreeSet<String> names = new TreeSet<>(a.tensors().keySet());
    names.addAll(b.tensors().keySet());
    int done = 0;
    try (ProgressBar bar = new ProgressBar()) {
      for (String name : names) {
        bar.items(++done, names.size(), name);
        String difference = difference(a.tensors().get(name), b.tensors().get(name));
        if (!difference.isEmpty()) {
          different.put(name, difference);
        }
      }
    }
    return different;
  }

  private static String difference(@Nullable Tensor a, @Nullable Tensor b) {
    if (a == null || b == null) {
      return a == null ? "only in the second" : "only in the first";
    }
    if (!Arrays.equals(a.shape(), b.shape())) {
      return Arrays.toString(a.shape()) + " and " + Arrays.toString(b.shape());
    }
    String types = a.type() == b.type() ? "" : a.type() + " and " + b.type() + ", ";
    if (types.isEmpty() && a.data().mismatch(b.data()) < 0) {
      return "";
    }
    return "%srelative difference %.2e".formatted(types, relative(a, b));
  }

  /** The length of the difference of all numbers, in lengths of the first's. */
  private static double relative(Tensor a, Tensor b) {
    float[] x = new float[a.columns()];
    float[] y = new float[a.columns()];
    double apart = 0;
    double length = 0;
    for (int r = 0; r < a.rows(); r++) {
      row(a, r, x);
      row(b, r, y);
      for (int i = 0; i < x.length; i++) {
        apart += ((double) x[i] - y[i]) * ((double) x[i] - y[i]);
        length += (double) x[i] * x[i];
      }
    }
    return Math.sqrt(apart / length);
  }

  private static void row(Tensor tensor, int r, float[] out) {
    long at = r * tensor.type().bytes(tensor.columns());
    Kernel.of(tensor.type()).decode(tensor.data(), at, out, 0, out.length);
  }

  private void print(Map<String, Object> facts, Map<String, Object> weights) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", first, second));
    facts.forEach(
        (key, both) ->
            rows.add(
                List.of(key, cut(((List<?>) both).getFirst()), cut(((List<?>) both).getLast()))));
    Output.table(rows);
    System.out.println();
    weights.forEach((name, difference) -> System.out.println(name + ": " + difference));
    if (weights.isEmpty()) {
      System.out.println("The weights of both bases are the same.");
    }
  }

  private static String cut(@Nullable Object value) {
    String text = value == null ? "-" : String.valueOf(value).replace('\n', ' ');
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }
}
