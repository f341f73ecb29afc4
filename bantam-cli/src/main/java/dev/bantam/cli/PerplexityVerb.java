package dev.bantam.cli;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Perplexity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam perplexity}. */
@Command(
    name = "perplexity",
    description = "How well a model predicts a text, by llama.cpp's method.",
    mixinStandardHelpOptions = true)
final class PerplexityVerb implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.HELP)
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A text file; standard input if it is not given.")
  private @Nullable Path text;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens in a chunk; default ${DEFAULT-VALUE}.")
  private int chunk;

  @Option(names = "--chunks", paramLabel = "N", description = "Most chunks scored; default: all.")
  private int chunks = Integer.MAX_VALUE;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private EngineArguments engine = new EngineArguments();

  @Override
  public Integer call() throws Exception {
    String content =
        text == null
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : Files.readString(text);
    try (Generator generator = engine.open(ModelArgument.resolve(name))) {
      print(measure(generator, content));
    }
    return 0;
  }

  private Perplexity measure(Generator generator, String content) {
    int size = Math.min(chunk, generator.context());
    int tokens = generator.tokenizer().encode(content, true, false).length;
    int all = Math.min(chunks, tokens / size);
    try (ProgressBar bar = new ProgressBar()) {
      return generator.perplexity(content, size, chunks, done -> bar.items(done, all, "chunks"));
    }
  }

  private void print(Perplexity result) {
    if (!json) {
      System.out.printf(
          "perplexity %.4f +/- %.4f over %d tokens in %d chunks%n",
          result.value(), result.error(), result.tokens(), result.chunks());
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("perplexity", result.value());
    all.put("error", result.error());
    all.put("tokens", result.tokens());
    all.put("chunks", result.chunks());
    Output.json(all);
  }
}
