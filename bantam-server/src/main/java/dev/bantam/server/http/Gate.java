package dev.bantam.server.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who may use the server. The host's name is checked so that a foreign name that points
 * here (DNS rebinding) does not make a foreign page one of ours; the origin, so that a foreign page
 * cannot send requests.
 */
final class Gate {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final HttpSettings settings;

  Gate(HttpSettings settings) {
    this.settings = settings;
  }

  /**
   * Checks the head of a request.
   *
   * @throws ApiException 400, 403 or 431
   */
  void checkHead(Request request) {
    HttpFields headers = request.getHeaders();
    if (headers.size() > HttpLimits.FIELDS) {
      throw ApiException.of(
          431,
          "invalid_request_error",
          "too_large",
          "the request has more than " + HttpLimits.FIELDS + " header fields");
    }
    List<String> hosts =
        headers.getFields(HttpHeader.HOST).stream().map(HttpField::getValue).toList();
    if (hosts.size() != 1) {
      throw ApiException.bad(null, "the request must have one Host header");
    }
    if (!isOurs(hosts.getFirst(), request.getConnectionMetaData().getLocalSocketAddress())) {
      throw ApiException.of(
          403,
          "permission_error",
          "foreign_host",
          "this server does not go by the name in the Host header; --host-name adds one");
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null && !isSame(origin, hosts.getFirst()) && !isAllowed(origin)) {
      throw ApiException.of(
          403,
          "permission_error",
          "foreign_origin",
          "pages of this origin may not use the server; --origin allows one");
    }
  }

  /** The origin to which another page belongs, if such pages may see answers; else null. */
  @Nullable String foreignOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    return origin != null && isAllowed(origin) ? origin : null;
  }

  /**
   * Checks the key, where one is needed.
   *
   * @throws ApiException 401 or 403
   */
  void checkKey(Request request, Access access) {
    Keys keys = settings.keys();
    switch (access) {
      case ANYONE -> {}
      case USER -> {
        if (keys.areAsked() && !keys.isUser(key(request))) {
          throw unauthorized("the key is not one of this server's");
        }
      }
      case ADMIN -> {
        if (!keys.hasAdmin()) {
          throw ApiException.of(
              403,
              "permission_error",
              "admin_only",
              "models are changed on the command line; to allow it here, start the server with"
                  + " --admin-key-file");
        }
        if (!keys.isAdmin(key(request))) {
          throw unauthorized("this needs the administrator's key");
        }
      }
    }
  }

  private static String key(Request request) {
    HttpFields headers = request.getHeaders();
    String bearer = headers.get(HttpHeader.AUTHORIZATION);
    String key =
        bearer != null && bearer.regionMatches(true, 0, "Bearer ", 0, 7)
            ? bearer.substring(7).strip()
            : headers.get("x-api-key");
    if (key == null || key.isBlank()) {
      throw unauthorized("this needs a key: send it as 'Authorization: Bearer KEY'");
    }
    return key;
  }

  private static ApiException unauthorized(String message) {
    return ApiException.of(401, "authentication_error", "invalid_api_key", message);
  }

  private boolean isOurs(String host, @Nullable SocketAddress local) {
    String name = new HostPort(host).getHost().toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name)
        || settings.names().contains(name)
        || name.equals(settings.host().toLowerCase(Locale.ROOT))
        || local instanceof InetSocketAddress address
            && name.equals(HostPort.normalizeHost(address.getAddress().getHostAddress()));
  }

  /** Whatever the scheme: a proxy before the server may speak TLS. */
  private static boolean isSame(String origin, String host) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  private boolean isAllowed(String origin) {
    return settings.origins().contains(origin.toLowerCase(Locale.ROOT));
  }
}
