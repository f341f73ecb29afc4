package dev.bantam.cli;

import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.MemoryNeed;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.Variant;
import dev.bantam.hub.VariantSettings;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import dev.bantam.tokenizer.Tokenizer;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam show}. */
@Command(
    name = "show",
    description = "Show a model: sizes, quantisation, template, licence, memory needed.",
    mixinStandardHelpOptions = true)
final class Show implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = ModelArgument.HELP)
  private String name;

  @Option(
      names = {"-c", "--ctx-size"},
      paramLabel = "N",
      description = "Context for which memory is computed; default: the model's own.")
  private int context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "F16",
      description = "Type of the KV cache: F32, F16, Q8_0; default ${DEFAULT-VALUE}.")
  private DType cacheType;

  @Option(names = "--template", description = "Print the chat template alone.")
  private boolean template;

  @Option(names = "--modelfile", description = "Print the Modelfile that makes a variant.")
  private boolean modelfile;

  @Option(names = "--metadata", description = "Print all metadata of the file.")
  private boolean metadata;

  @Option(names = "--tensors", description = "Print all tensors of the file.")
  private boolean tensors;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    LocalModel local = ModelArgument.quietly(name);
    if (modelfile) {
      System.out.print(modelfile(local));
      return 0;
    }
    try (ModelFile file = Models.open(local.path())) {
      Tokenizer tokenizer = Tokenizer.of(file);
      if (template) {
        return printTemplate(template(local, tokenizer));
      }
      Map<String, Object> facts = facts(local, file, tokenizer);
      if (metadata) {
        facts.put("metadata", printable(file.metadata()));
      }
      if (tensors) {
        facts.put("tensors", file.tensors().values().stream().map(Tensor::toString).toList());
      }
      if (json) {
        Output.json(facts);
      } else {
        print(facts);
      }
    }
    return 0;
  }

  private static Modelfile modelfile(LocalModel local) {
    Variant variant = local.variant();
    if (variant == null) {
      return new Modelfile(local.name(), List.of(), null, null, Map.of(), List.of(), List.of());
    }
    return variant.toModelfile(local.adapters().stream().map(Path::toString).toList());
  }

  private static @Nullable String template(LocalModel local, Tokenizer tokenizer) {
    String own = new VariantSettings(local).template();
    return own == null ? tokenizer.chatTemplate() : own;
  }

  private static int printTemplate(@Nullable String text) {
    if (text == null) {
      throw new Failures.UsageException("the model has no chat template");
    }
    System.out.println(text);
    return 0;
  }

  private Map<String, Object> facts(LocalModel local, ModelFile file, Tokenizer tokenizer)
      throws Exception {
    Metadata meta = file.metadata();
    Model.Facts model = Architectures.wire(file, 0).facts();
    int tokens = context > 0 ? context : model.context();
    MemoryNeed need = MemoryNeed.of(file, model.memory(), cacheType);
    long available = MemorySize.total();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", local.name());
    facts.put("path", local.path().toString());
    facts.put("source", local.source());
    facts.put("licence", licence(local, meta));
    facts.put("architecture", model.architecture());
    facts.put("parameters", Models.parameters(file));
    facts.put("layers", meta.integer(model.architecture() + ".block_count"));
    facts.put("width", model.width());
    facts.put("context", model.context());
    facts.put("vocabulary", tokenizer.size());
    facts.put("quantisation", Models.quantisation(file));
    facts.put("types", types(file));
    facts.put("template", template(local, tokenizer) == null ? "none" : "yes");
    variant(local.variant(), facts);
    facts.put("weight_bytes", need.weights());
    facts.put("cache_context", tokens);
    facts.put("cache_type", cacheType.name());
    facts.put("cache_bytes", need.cache(tokens));
    facts.put("memory_bytes", need.total(tokens));
    facts.put("available_bytes", available);
    facts.put("fitting_context", Math.min(model.context(), need.tokensWithin(available)));
    return facts;
  }

  /** What a variant adds. */
  private static void variant(@Nullable Variant variant, Map<String, Object> facts) {
    if (variant != null) {
      facts.put("base", variant.from());
      facts.put("adapters", variant.adapters().size());
      facts.put("system", variant.system() == null ? "none" : variant.system());
      facts.put("parameters_set", variant.parameters());
      facts.put("messages", variant.messages().size());
    }
  }

  private static String licence(LocalModel local, Metadata meta) throws Exception {
    @Nullable String known = local.licence();
    return known != null ? known : meta.string("general.license", "unknown");
  }

  private static Map<String, Long> types(ModelFile file) {
    Map<String, Long> types = new TreeMap<>();
    for (Tensor tensor : file.tensors().values()) {
      types.merge(tensor.type().name(), 1L, Long::sum);
    }
    return types;
  }

  private static Map<String, Object> printable(Metadata meta) {
    Map<String, Object> out = new LinkedHashMap<>();
    meta.values()
        .forEach(
            (key, value) -> {
              boolean array = value.getClass().isArray();
              out.put(key, array ? "array of " + Array.getLength(value) : value);
            });
    return out;
  }

  private static void print(Map<String, Object> facts) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((key, value) -> rows.add(List.of(label(key), text(key, value))));
    rows.removeIf(row -> row.get(0).startsWith("cache ") || row.get(1).startsWith("\n"));
    Output.table(rows);
    System.out.printf(
        "memory needed at a context of %s: %s (weights %s, %s cache %s, program about %s)%n",
        facts.get("cache_context"),
        Output.bytes((long) facts.get("memory_bytes")),
        Output.bytes((long) facts.get("weight_bytes")),
        facts.get("cache_type"),
        Output.bytes((long) facts.get("cache_bytes")),
        Output.bytes(MemoryNeed.PROGRAM));
    printList(facts.get("metadata"));
    printList(facts.get("tensors"));
  }

  private static void printList(@Nullable Object list) {
    if (list instanceof Map<?, ?> map) {
      map.forEach((key, value) -> System.out.println("  " + key + " = " + value));
    } else if (list instanceof List<?> lines) {
      lines.forEach(line -> System.out.println("  " + line));
    }
  }

  private static String label(String key) {
    return key.replace('_', ' ');
  }

  private static String text(String key, Object value) {
    return switch (key) {
      case "parameters" -> Output.count((long) value);
      case "weight_bytes", "memory_bytes", "cache_bytes", "available_bytes" ->
          Output.bytes((long) value);
      case "metadata", "tensors" -> "\n";
      default -> String.valueOf(value);
    };
  }
}
