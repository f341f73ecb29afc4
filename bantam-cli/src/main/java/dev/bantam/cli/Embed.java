package dev.bantam.cli;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Pooling;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam embed}. */
@Command(
    name = "embed",
    description = "Turn texts into vectors, one line of numbers each.",
    mixinStandardHelpOptions = true)
final class Embed implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.HELP)
  private String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "TEXT",
      description = "Texts; lines of standard input if there are none.")
  private List<String> texts = List.of();

  @Option(
      names = "--pooling",
      paramLabel = "HOW",
      description = "mean, cls or last; default: as the model was made.")
  private @Nullable Pooling pooling;

  @Option(names = "--no-normalize", description = "Do not scale the vectors to length 1.")
  private boolean plain;

  @Option(names = "--similarity", description = "Print the texts' cosine similarities instead.")
  private boolean similarity;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private EngineArguments engine = new EngineArguments();

  @Override
  public Integer call() throws Exception {
    List<String> all = texts.isEmpty() ? lines() : texts;
    try (Generator generator = engine.open(ModelArgument.resolve(name))) {
      Pooling how = pooling == null ? generator.pooling() : pooling;
      List<float[]> vectors = generator.embedAll(all, how, !plain || similarity);
      if (similarity) {
        printSimilarity(vectors);
      } else if (json) {
        printJson(all, vectors);
      } else {
        vectors.forEach(vector -> System.out.println(join(vector)));
      }
    }
    return 0;
  }

  private static List<String> lines() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        .lines()
        .toList();
  }

  private static void printJson(List<String> texts, List<float[]> vectors) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("text", texts.get(i));
      one.put("embedding", vectors.get(i));
      all.add(one);
    }
    Output.json(all);
  }

  private static void printSimilarity(List<float[]> vectors) {
    for (float[] a : vectors) {
      float[] row = new float[vectors.size()];
      for (int i = 0; i < row.length; i++) {
        for (int d = 0; d < a.length; d++) {
          row[i] += a[d] * vectors.get(i)[d];
        }
      }
      System.out.println(join(row));
    }
  }

  private static String join(float[] values) {
    StringBuilder line = new StringBuilder();
    for (float value : values) {
      line.append(line.isEmpty() ? "" : " ").append(value);
    }
    return line.toString();
  }
}
