package dev.bantam.server.metrics;

import dev.bantam.generate.Answer;
import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.HttpObserver;
import dev.bantam.server.http.Router;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The figures of {@code GET /metrics}. Those of answers have the names and buckets of
 * OpenTelemetry's <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics">
 * semantic conventions for generative AI</a>.
 */
public final class ServerMetrics implements HttpObserver, AutoCloseable {
  private static final double[] DURATION = {
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
  };
  private static final double[] FIRST_TOKEN = {
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
  };
  private static final double[] PER_TOKEN = {
    0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5
  };
  private static final double[] TOKENS = {
    1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** With the JVM's memory and threads, the processor's load and the time since the start. */
  public ServerMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Adds {@code GET /metrics}. */
  public void register(Router router) {
    router.add(
        "GET",
        "/metrics",
        Api.OPENAI,
        Access.USER,
        exchange ->
            exchange.send(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                registry.scrape().getBytes(StandardCharsets.UTF_8)));
  }

  /** Shows a figure that somebody else keeps, such as {@code bantam.queue.length}. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  @Override
  public void answered(String model, String operation, Answer answer) {
    Tags tags =
        Tags.of(
            Tag.of("gen_ai.operation.name", operation),
            Tag.of("gen_ai.provider.name", "bantam"),
            Tag.of("gen_ai.request.model", model));
    double first = answer.timings().timeToFirstToken();
    double decode = answer.timings().decodeSeconds();
    seconds("gen_ai.client.operation.duration", DURATION, tags, first + decode);
    seconds("gen_ai.server.time_to_first_token", FIRST_TOKEN, tags, first);
    int tokens = answer.tokens().length;
    if (tokens > 1) {
      seconds("gen_ai.server.time_per_output_token", PER_TOKEN, tags, decode / (tokens - 1));
    }
    tokens(tags.and("gen_ai.token.type", "input"), answer.promptTokens());
    tokens(tags.and("gen_ai.token.type", "output"), tokens);
  }

  @Override
  public void completed(String method, String route, int status, double seconds) {
    Tags tags =
        Tags.of(
            Tag.of("http.request.method", method),
            Tag.of("http.route", route),
            Tag.of("http.response.status_code", Integer.toString(status)));
    seconds("http.server.request.duration", DURATION, tags, seconds);
  }

  private void seconds(String name, double[] buckets, Tags tags, double value) {
    DistributionSummary.builder(name)
        .baseUnit("seconds")
        .serviceLevelObjectives(buckets)
        .tags(tags)
        .register(registry)
        .record(value);
  }

  private void tokens(Tags tags, int value) {
    DistributionSummary.builder("gen_ai.client.token.usage")
        .serviceLevelObjectives(TOKENS)
        .tags(tags)
        .register(registry)
        .record(value);
  }

  @Override
  public void close() {
    registry.close();
  }
}
