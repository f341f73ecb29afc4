package dev.bantam.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on loopback that answers as badly as a script says. One request a connection. */
final class RogueRegistry implements AutoCloseable {

  /** What to answer; the connection ends when it returns. */
  interface Script {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /**
   * A request's head.
   *
   * @param headers by lower-case name
   */
  record Request(String path, Map<String, String> headers) {
    /** The first byte asked for; 0 without a range. */
    long from() {
      String range = headers.getOrDefault("range", "bytes=0-");
      return Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  RogueRegistry(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Thread.ofVirtual().start(this::serve);
  }

  /** Every request so far. */
  List<Request> requests() {
    return requests;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
  }

  /** The same address by another host name. */
  URI otherHost(String path) {
    return URI.create("http://localhost:" + server.getLocalPort() + path);
  }

  static void head(OutputStream out, String status, String... headers) throws IOException {
    String lines = "HTTP/1.1 " + status + "\r\nConnection: close\r\n";
    for (String header : headers) {
      lines += header + "\r\n";
    }
    out.write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A well-behaved answer, of which at most {@code count} body bytes are sent. */
  static void file(Request request, OutputStream out, byte[] body, String etag, int count)
      throws IOException {
    int from = (int) request.from();
    String ifRange = request.headers().getOrDefault("if-range", etag);
    if (from > 0 && ifRange.equals(etag)) {
      head(
          out,
          "206 Partial Content",
          "Content-Range: bytes " + from + "-" + (body.length - 1) + "/" + body.length,
          "Content-Length: " + (body.length - from),
          "ETag: " + etag);
    } else {
      from = 0;
      head(out, "200 OK", "Content-Length: " + body.length, "ETag: " + etag);
    }
    out.write(body, from, Math.min(count, body.length - from));
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      Map<String, String> headers = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      if (first != null) {
        int path = first.indexOf(' ') + 1;
        Request request = new Request(first.substring(path, first.indexOf(' ', path)), headers);
        requests.add(request);
        OutputStream out = socket.getOutputStream();
        script.answer(request, out);
        out.flush();
      }
    } catch (IOException e) {
      return; // the client went away
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
