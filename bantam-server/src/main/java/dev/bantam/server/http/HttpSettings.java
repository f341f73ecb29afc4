package dev.bantam.server.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where the server listens and whom it answers.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param names host names under which clients address the server, beside the loopback's and the
 *     address that they connect to
 * @param origins web origins, such as {@code https://example.org}, whose pages may use the server
 *     beside its own
 * @param verbose whether each request gets a line on standard error; never its text
 */
public record HttpSettings(
    String host,
    int port,
    List<String> names,
    List<String> origins,
    Keys keys,
    Timeouts timeouts,
    boolean verbose) {
  /** Loopback, Ollama's port, no keys. */
  public static final HttpSettings DEFAULT =
      new HttpSettings(
          "127.0.0.1", 11434, List.of(), List.of(), Keys.NONE, Timeouts.DEFAULT, false);

  /**
   * Checks that strangers are not let in by accident.
   *
   * @throws IllegalArgumentException if others than this machine may connect and need no key
   */
  public HttpSettings {
    names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    origins = origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    if (!keys.areAsked() && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "whoever reaches %s could use the server: set a key (--key-file FILE or BANTAM_API_KEY),"
                  .formatted(host)
              + " or listen on 127.0.0.1");
    }
  }

  public HttpSettings withHost(String value) {
    return new HttpSettings(value, port, names, origins, keys, timeouts, verbose);
  }

  public HttpSettings withPort(int value) {
    return new HttpSettings(host, value, names, origins, keys, timeouts, verbose);
  }

  public HttpSettings withNames(List<String> value) {
    return new HttpSettings(host, port, value, origins, keys, timeouts, verbose);
  }

  public HttpSettings withOrigins(List<String> value) {
    return new HttpSettings(host, port, names, value, keys, timeouts, verbose);
  }

  public HttpSettings withKeys(Keys value) {
    return new HttpSettings(host, port, names, origins, value, timeouts, verbose);
  }

  public HttpSettings withTimeouts(Timeouts value) {
    return new HttpSettings(host, port, names, origins, keys, value, verbose);
  }

  private static boolean isLoopback(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no address '" + host + "' to listen on", e);
    }
  }
}
