package dev.bantam.server.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends just the bytes it is told to, right or wrong. */
final class RawClient implements AutoCloseable {
  private final Socket socket = new Socket();

  /** An answer; its body with the chunks put together. */
  record Answer(int status, Map<String, String> headers, String body) {}

  RawClient(int port) throws IOException {
    // Little room for what it does not read.
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Sends one request, reads its answer and closes. */
  static Answer once(int port, String request) throws IOException {
    try (RawClient client = new RawClient(port)) {
      client.send(request);
      return client.answer();
    }
  }

  /** A request with a Host and, if there is a body, its length. */
  static String request(String line, String headers, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return line
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + headers
        + (length > 0 ? "Content-Length: " + length + "\r\n" : "")
        + "\r\n"
        + body;
  }

  /** Sends; a server that does not listen any more has perhaps answered already. */
  void send(String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      // The answer tells.
    }
  }

  /** The next answer; its status is 0 if the connection ends before. */
  Answer answer() throws IOException {
    String head = head();
    if (head.isEmpty()) {
      return new Answer(0, Map.of(), "");
    }
    String[] lines = head.split("\r\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    byte[] body =
        "chunked".equals(headers.get("transfer-encoding"))
            ? chunks()
            : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      StringBuilder size = new StringBuilder();
      while (size.indexOf("\r\n") < 0) {
        int next = read();
        if (next < 0) {
          throw new EOFException("in a chunk");
        }
        size.append((char) next);
      }
      byte[] chunk = exactly(Integer.parseInt(size.toString().strip(), 16));
      exactly(2);
      if (chunk.length == 0) {
        return all.toByteArray();
      }
      all.writeBytes(chunk);
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = input().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("in the body");
    }
    return bytes;
  }

  /** One byte, or -1 at the end, however it came. */
  int read() throws IOException {
    try {
      return input().read();
    } catch (SocketException e) {
      return -1;
    }
  }

  private InputStream input() throws IOException {
    return socket.getInputStream();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
