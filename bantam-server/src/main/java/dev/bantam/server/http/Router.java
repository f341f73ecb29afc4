package dev.bantam.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the endpoint of a request. A pattern's {@code {name}} stands for one or more segments. */
public final class Router {
  private final List<Route> routes = new ArrayList<>();

  /** A route. */
  public record Route(
      String method, List<String> pattern, Api api, Access access, Endpoint endpoint) {
    /** The pattern as it was given. */
    public String path() {
      return "/" + String.join("/", pattern);
    }
  }

  /** A route and what its pattern's names stand for. */
  public record Match(Route route, Map<String, String> parameters) {}

  /** Adds a route, such as {@code "GET", "/v1/models/{model}"}. */
  public Router add(String method, String pattern, Api api, Access access, Endpoint endpoint) {
    routes.add(new Route(method, segments(pattern), api, access, endpoint));
    return this;
  }

  /**
   * The route of a request. What has a GET has a HEAD.
   *
   * @param path decoded, but for {@code %2F} and {@code %25}, as Jetty leaves it
   * @throws ApiException 404 or 405
   */
  Match find(String method, String path) {
    List<String> segments = segments(path);
    String wanted = method.equals("HEAD") ? "GET" : method;
    Set<String> others = new TreeSet<>();
    for (Route route : routes) {
      Map<String, String> parameters = new LinkedHashMap<>();
      if (matches(route.pattern, segments, parameters)) {
        if (route.method.equals(wanted)) {
          return new Match(route, parameters);
        }
        others.add(route.method);
      }
    }
    if (others.isEmpty()) {
      throw ApiException.of(
          404, "not_found_error", "unknown_url", "there is no " + method + " " + path);
    }
    throw ApiException.of(
        405,
        "invalid_request_error",
        "method_not_allowed",
        path + " takes " + String.join(", ", others) + ", not " + method);
  }

  private static boolean matches(
      List<String> pattern, List<String> segments, Map<String, String> parameters) {
    if (segments.size() < pattern.size()) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      String part = pattern.get(i);
      boolean last = i == pattern.size() - 1;
      if (part.startsWith("{")) {
        int to = last ? segments.size() : i + 1;
        String value = String.join("/", segments.subList(i, to));
        parameters.put(
            part.substring(1, part.length() - 1), value.replace("%2F", "/").replace("%25", "%"));
      } else if (!part.equals(segments.get(i)) || last && segments.size() > pattern.size()) {
        return false;
      }
    }
    return true;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int from = 1;
    for (int at = path.indexOf('/', 1); at >= 0; at = path.indexOf('/', from)) {
      segments.add(path.substring(from, at));
      from = at + 1;
    }
    segments.add(path.length() >= from ? path.substring(from) : "");
    return segments;
  }
}
