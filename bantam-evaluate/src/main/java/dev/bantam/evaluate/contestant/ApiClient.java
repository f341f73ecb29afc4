package dev.bantam.evaluate.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends requests to one API, again where a failure may pass. Redirects are not followed, so that
 * the key stays with the host it was meant for. Safe for many threads.
 *
 * <p>An {@link ApiFailure} means that this request failed, an {@link IOException} that there is no
 * point in any other.
 */
final class ApiClient implements AutoCloseable {
  /** Requests that fail for good one after the other, after which the end point is given up. */
  private static final int FAILURES = 20;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final ApiSettings settings;
  private final ApiRetry.Pauses pauses;
  private final HttpClient http;
  private final AtomicInteger failures = new AtomicInteger();

  ApiClient(ApiSettings settings, ApiRetry.Pauses pauses) {
    this.settings = settings;
    this.pauses = pauses;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
  }

  /** An address below the base, such as {@code /completions}. */
  URI at(String path) {
    return URI.create(settings.base() + path);
  }

  /** An address beside the API: that of {@code /tokenize} is {@code https://HOST/tokenize}. */
  URI beside(String path) {
    String base = settings.base().toString();
    return URI.create((base.endsWith("/v1") ? base.substring(0, base.length() - 3) : base) + path);
  }

  /**
   * What the end point answers.
   *
   * @throws ApiFailure if it refuses this request, or does not answer it
   * @throws IOException if it refuses whoever asks, or has not answered for long
   */
  ObjectNode post(URI uri, ObjectNode body) throws ApiFailure, IOException, InterruptedException {
    return ask(
        request(uri).POST(bytes(body)).build(),
        answer -> {
          checkAccess(answer);
          return read(answer);
        });
  }

  /** What is at an address that an end point need not have; null if it has not. */
  @Nullable ObjectNode find(URI uri, @Nullable ObjectNode body)
      throws ApiFailure, IOException, InterruptedException {
    HttpRequest.Builder request = request(uri);
    ObjectNode found =
        ask(
            (body == null ? request.GET() : request.POST(bytes(body))).build(),
            answer -> {
              boolean fine = answer.statusCode() / 100 == 2;
              ObjectNode read = fine ? ApiJson.read(answer.body()) : null;
              return read == null ? ApiJson.object() : read;
            });
    return found.isEmpty() ? null : found;
  }

  /** Reads an answer that is final; null if the next may be better. */
  @FunctionalInterface
  private interface Reading {
    @Nullable ObjectNode read(HttpResponse<byte[]> answer) throws ApiFailure, IOException;
  }

  private ObjectNode ask(HttpRequest request, Reading reading)
      throws ApiFailure, IOException, InterruptedException {
    for (int tried = 0; ; tried++) {
      String reason;
      Duration asked = null;
      try {
        HttpResponse<byte[]> answer = send(request, BodyHandlers.ofByteArray());
        boolean passing = ApiRetry.mayPass(answer.statusCode()) && !isBroke(answer);
        ObjectNode read = passing ? null : reading.read(answer);
        if (read != null) {
          failures.set(0);
          return read;
        }
        reason = told(answer);
        asked = ApiRetry.asked(answer.headers());
      } catch (TimeoutException e) {
        reason = late(request.uri());
      } catch (ExecutionException e) {
        reason = why(request.uri(), e);
      }
      boolean patient = asked == null || asked.compareTo(ApiRetry.LONGEST_ASKED) <= 0;
      if (tried >= settings.retries() || !patient) {
        throw giveUp(tried + 1, reason);
      }
      pauses.pause(ApiRetry.pause(tried, asked));
    }
  }

  /** Whether OpenAI says that its account is used up, which does not pass. */
  private static boolean isBroke(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 429
        && ApiJson.errorField(answer.body(), "code").equals("insufficient_quota");
  }

  /** The answer while it comes; the caller closes it. */
  InputStream stream(URI uri, ObjectNode body)
      throws ApiFailure, IOException, InterruptedException {
    HttpRequest request = request(uri).POST(bytes(body)).build();
    try {
      HttpResponse<InputStream> answer = send(request, BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 == 2) {
        return answer.body();
      }
      try (InputStream in = answer.body()) {
        byte[] error = in.readAllBytes();
        throw ApiFailure.refused(answer.statusCode(), error, told(uri, answer.statusCode(), error));
      }
    } catch (TimeoutException e) {
      throw giveUp(1, late(uri));
    } catch (ExecutionException e) {
      throw giveUp(1, why(uri, e));
    }
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("User-Agent", "bantam");
    if (settings.key() != null) {
      request.header("Authorization", "Bearer " + settings.key());
    }
    return request;
  }

  private static HttpRequest.BodyPublisher bytes(ObjectNode body) {
    return HttpRequest.BodyPublishers.ofByteArray(ApiJson.write(body));
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body)
      throws InterruptedException, TimeoutException, ExecutionException {
    CompletableFuture<HttpResponse<T>> answer =
        http.sendAsync(request, BodyHandlers.limiting(body, ApiJson.BYTES));
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      answer.cancel(true); // without effect on one that has come
    }
  }

  /** Those answers that all requests would get. */
  private void checkAccess(HttpResponse<byte[]> answer) throws IOException {
    int status = answer.statusCode();
    String advice =
        switch (status) {
          case 401, 403 ->
              settings.key() == null
                  ? "it needs a key: name the environment variable that holds it"
                  : "the key gives no access";
          case 402, 429 -> "the account must be paid for";
          default ->
              status / 100 == 3
                  ? "it redirects to '%s', which is not followed: give the right address"
                      .formatted(ApiJson.shortened(location(answer)))
                  : null;
        };
    if (advice != null) {
      throw new IOException(secret(told(answer) + "; " + advice));
    }
  }

  private static String location(HttpResponse<?> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  /** The JSON of a success; null if it is none, which may be better next time. */
  private @Nullable ObjectNode read(HttpResponse<byte[]> answer) throws ApiFailure {
    byte[] body = answer.body();
    if (answer.statusCode() / 100 != 2) {
      failures.set(0); // it is there, and minds this request only
      throw ApiFailure.refused(answer.statusCode(), body, told(answer));
    }
    ObjectNode read = ApiJson.read(body);
    // Some report an overload as an error with status 200.
    return read == null || read.hasNonNull("error") ? null : read;
  }

  private ApiFailure giveUp(int times, String reason) throws IOException {
    if (failures.incrementAndGet() >= FAILURES) {
      throw new IOException(
          "%s: given up after %d failures one after the other; the last: %s"
              .formatted(settings.base(), FAILURES, reason));
    }
    return ApiFailure.gaveUp(times == 1 ? reason : reason + " (tried %d times)".formatted(times));
  }

  private String told(HttpResponse<byte[]> answer) {
    return told(answer.uri(), answer.statusCode(), answer.body());
  }

  private String told(URI uri, int status, byte[] body) {
    String what = "HTTP " + status;
    if (status / 100 == 2) {
      what = ApiJson.read(body) == null ? "an answer that is no JSON object" : "an error";
    }
    return "%s: %s: %s".formatted(uri, what, ApiJson.shortened(secret(ApiJson.error(body))));
  }

  /** Servers have been seen to repeat the key. */
  private String secret(String text) {
    return settings.key() == null ? text : text.replace(settings.key(), "[key]");
  }

  private String late(URI uri) {
    return String.format(
        Locale.ROOT, "%s: no answer in %.1f s", uri, settings.timeout().toMillis() / 1000.0);
  }

  private String why(URI uri, ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = cause.getMessage() == null ? "no connection" : cause.getMessage();
    return "%s: %s".formatted(uri, ApiJson.shortened(secret(message)));
  }

  /** Ends whatever is under way. */
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
