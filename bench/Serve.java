import dev.bantam.format.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks OpenAI-compatible servers in turn for streams, several at once, and prints medians and
 * ratios. {@code bench/README.md} lists the options.
 */
final class Serve {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, URI> servers = new LinkedHashMap<>();
  private String model = "default";
  private List<Integer> parallel = List.of(1, 4, 16, 64);
  private int tokens = 64;
  private int words = 40;
  private int rounds = 3;
  private final long run = System.nanoTime() % 10_000;

  private Serve() {}

  public static void main(String[] args) throws Exception {
    Serve serve = new Serve();
    serve.parse(args);
    serve.run();
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("-")) {
        int equals = args[i].indexOf('=');
        servers.put(args[i].substring(0, equals), URI.create(args[i].substring(equals + 1)));
        continue;
      }
      String value = args[++i];
      switch (args[i - 1]) {
        case "--model" -> model = value;
        case "--parallel" ->
            parallel = Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
        case "--tokens" -> tokens = Integer.parseInt(value);
        case "--words" -> words = Integer.parseInt(value);
        case "-N" -> rounds = Integer.parseInt(value);
        default ->
            throw new IllegalArgumentException(
                "no option is called " + args[i - 1] + "; see bench/README.md");
      }
    }
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("name a server, such as bantam=http://127.0.0.1:11434");
    }
  }

  /**
   * One server's figures with so many requests at once.
   *
   * @param throughput generated tokens a second, of all requests
   * @param first median seconds until a stream's first part
   * @param gap median, and gap99 99th percentile, of the milliseconds between two parts
   */
  private record Figures(double throughput, double first, double gap, double gap99) {}

  private void run() throws Exception {
    System.out.printf(
        "load average %.2f before; %d tokens after prompts of %d words; median of %d rounds%n%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), tokens, words, rounds);
    System.out.println(
        "| at once | server | tokens/s | ratio | first part s | gap p50 ms | gap p99 ms |");
    System.out.println("|--:|---|--:|--:|--:|--:|--:|");
    for (URI server : servers.values()) {
      measure(server, 2, -1); // warm up
    }
    for (int n : parallel) {
      Map<String, List<Figures>> all = new LinkedHashMap<>();
      for (int round = 0; round < rounds; round++) {
        for (Map.Entry<String, URI> server : servers.entrySet()) {
          all.computeIfAbsent(server.getKey(), name -> new ArrayList<>())
              .add(measure(server.getValue(), n, round));
        }
      }
      double best = Double.NaN; // the first server's
      for (Map.Entry<String, List<Figures>> one : all.entrySet()) {
        List<Figures> runs = one.getValue();
        double throughput = median(runs.stream().map(Figures::throughput).toList());
        best = Double.isNaN(best) ? throughput : best;
        System.out.printf(
            Locale.ROOT,
            "| %d | %s | %.1f | %.2f | %.3f | %.1f | %.1f |%n",
            n,
            one.getKey(),
            throughput,
            best / throughput,
            median(runs.stream().map(Figures::first).toList()),
            median(runs.stream().map(Figures::gap).toList()),
            median(runs.stream().map(Figures::gap99).toList()));
      }
    }
  }

  private Figures measure(URI server, int n, int round) throws Exception {
    List<Double> firsts = Collections.synchronizedList(new ArrayList<>());
    List<Double> gaps = Collections.synchronizedList(new ArrayList<>());
    List<Future<Integer>> running = new ArrayList<>();
    long start = System.nanoTime();
    long generated = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < n; i++) {
        String prompt = prompt(round * 1000 + i);
        running.add(threads.submit(() -> ask(server, prompt, firsts, gaps)));
      }
      for (Future<Integer> one : running) {
        generated += one.get();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Collections.sort(gaps);
    return new Figures(
        generated / seconds, median(firsts), median(gaps), gaps.get((int) (0.99 * gaps.size())));
  }

  /** Words of which the first is in no other prompt, so that nothing is known before. */
  private String prompt(int number) {
    StringBuilder text = new StringBuilder(run + "-" + number);
    for (int i = 1; i < words; i++) {
      text.append(' ').append(Math.floorMod((number + 7) * 31 + i * 17, 1000));
    }
    return text.toString();
  }

  /** Streams one answer; returns how many tokens the server says that it had. */
  private int ask(URI server, String prompt, List<Double> firsts, List<Double> gaps)
      throws IOException, InterruptedException {
    String body =
        Json.write(
            Map.of(
                "model",
                model,
                "prompt",
                prompt,
                "max_tokens",
                (long) tokens,
                "temperature",
                0L,
                "stream",
                true,
                "ignore_eos",
                true,
                "stream_options",
                Map.of("include_usage", true)));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long start = System.nanoTime();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    int generated = -1;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      long last = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (response.statusCode() != 200) {
          throw new IOException(server + " says " + response.statusCode() + ": " + line);
        }
        if (!line.startsWith("data: {")) {
          continue;
        }
        Map<String, Object> part = Json.parseObject("part", line.substring("data: ".length()));
        if (part.get("usage") instanceof Map<?, ?> usage) {
          generated = ((Number) usage.get("completion_tokens")).intValue();
        }
        long now = System.nanoTime();
        if (last == 0) {
          firsts.add((now - start) / 1e9);
        } else {
          gaps.add((now - last) / 1e6);
        }
        last = now;
      }
    }
    if (generated < 0) {
      throw new IOException(server + " did not say how many tokens it generated");
    }
    return generated;
  }

  private static double median(List<Double> figures) {
    List<Double> sorted = new ArrayList<>(figures);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
