package dev.bantam.hub;

import dev.bantam.format.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GET over HTTP. Redirects are followed here and not by the JDK's client: a token stays with the
 * host it was meant for, and nothing leads from https to http, nor from elsewhere to this machine.
 */
final class Wire {
  private final Patience patience;
  private @Nullable HttpClient client;

  Wire(Patience patience) {
    this.patience = patience;
  }

  /** Made when first needed: it reads all certificates, which takes longer than many a start. */
  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(patience.connect())
              .build();
    }
    return client;
  }

  /** https, or http to this machine. */
  static boolean isAllowed(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        || "http".equalsIgnoreCase(uri.getScheme()) && isThisMachine(uri);
  }

  /**
   * Asks for an address, through redirects.
   *
   * @param token sent to the address's own host only; null for none
   * @return the last answer, whatever its status; the caller closes its body
   * @throws TransientException if the connection broke off before an answer came
   * @throws HubException.Network if the host cannot be reached or a redirect must not be followed
   */
  HttpResponse<InputStream> get(URI uri, @Nullable String token, Map<String, String> headers)
      throws HubException, TransientException {
    Set<URI> visited = new HashSet<>();
    URI at = uri;
    while (visited.add(at) && visited.size() <= Limits.REDIRECTS) {
      HttpRequest.Builder request = HttpRequest.newBuilder(at);
      request.header("User-Agent", "bantam").header("Accept-Encoding", "identity");
      headers.forEach(request::header);
      if (token != null && sameHost(uri, at)) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<InputStream> answer = send(request.build());
      String location = answer.headers().firstValue("Location").orElse("");
      if (answer.statusCode() / 100 != 3 || answer.statusCode() == 304 || location.isEmpty()) {
        return answer;
      }
      closeQuietly(answer.body());
      at = redirect(uri, at, location);
    }
    throw new HubException.Network(
        uri + ": redirected in a loop or more than " + Limits.REDIRECTS + " times");
  }

  /**
   * Where a redirect leads.
   *
   * @param first the address that was asked for to begin with
   * @throws HubException.Network if it must not be followed
   */
  static URI redirect(URI first, URI from, String location) throws HubException.Network {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new HubException.Network(from + ": redirects to what is not an address");
    }
    boolean inward = to.getHost() == null || isThisMachine(to) && !isThisMachine(first);
    if (inward || !isAllowed(to) || to.getRawUserInfo() != null) {
      throw new HubException.Network(
          first
              + ": redirects to "
              + to
              + ", which is not followed (only https to other hosts is)");
    }
    return to;
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws HubException, TransientException {
    URI uri = request.uri();
    // The request's own timeout would end the body too, from Java 26 on.
    CompletableFuture<HttpResponse<InputStream>> answer =
        client().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      return answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new HubException.Interrupted("the request to " + uri.getHost());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new TransientException(uri.getHost() + " does not answer", null, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ConnectException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof SSLException) {
        throw new HubException.Network(
            uri.getHost() + " cannot be reached: " + why(cause), true, cause);
      }
      throw new TransientException(uri.getHost() + ": " + cause.getMessage(), null, e);
    }
  }

  private static String why(Throwable cause) {
    for (Throwable e = cause.getCause(); e != null; e = e.getCause()) {
      if (e instanceof UnresolvedAddressException) {
        return "its name cannot be resolved";
      }
    }
    return cause.getMessage() == null ? "no connection" : cause.getMessage();
  }

  private static boolean sameHost(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  /** Whether an address names this machine or its own link, by name or by number. */
  private static boolean isThisMachine(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(name);
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || address.isLinkLocalAddress();
    } catch (IllegalArgumentException e) {
      return false; // a host's name: what it resolves to is its owner's business
    }
  }

  static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      return; // nothing of this stream is wanted any more
    }
  }
}
