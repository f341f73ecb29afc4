package dev.bantam.tasks.chat.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection with a server of tools, which is a program that runs as long as this is open:
 * JSON-RPC 2.0, a message on each line. Whatever the server sends, or does not send, is bounded in
 * size and time. Safe for use from several threads.
 */
final class McpClient implements AutoCloseable {
  private static final String VERSION = "2025-06-18";
  private static final int UNKNOWN_METHOD = -32601;
  private static final int ERROR_TAIL = 500;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** All of its environment that a server is given: no keys or tokens by chance. */
  private static final Set<String> ENVIRONMENT =
      Set.of(
          "HOME",
          "LANG",
          "LOGNAME",
          "PATH",
          "SHELL",
          "TERM",
          "TMPDIR",
          "USER",
          "APPDATA",
          "LOCALAPPDATA",
          "PATHEXT",
          "SYSTEMROOT",
          "TEMP",
          "USERNAME",
          "USERPROFILE");

  private final String name;
  private final Process process;
  private final OutputStream to;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Map<?, ?>>> waiting = new ConcurrentHashMap<>();
  private final StringBuilder errors = new StringBuilder();
  private final Thread errorReader;
  private volatile String ended = "";

  private McpClient(String name, Process process) {
    this.name = name;
    this.process = process;
    this.to = process.getOutputStream();
    this.errorReader = Thread.ofVirtual().name("mcp-errors-" + name).start(this::readErrors);
    Thread.ofVirtual().name("mcp-" + name).start(this::read);
  }

  /**
   * Starts a server and greets it.
   *
   * @throws McpException if it cannot be started or does not greet back
   */
  static McpClient start(McpServer server, Duration patience) throws McpException {
    ProcessBuilder builder = new ProcessBuilder(server.command());
    McpClient client;
    try {
      builder.environment().keySet().retainAll(ENVIRONMENT);
      builder.environment().putAll(server.env());
      client = new McpClient(server.name(), builder.start());
    } catch (IOException e) {
      throw new McpException(server.name(), "cannot be started: " + e.getMessage());
    } catch (IllegalArgumentException e) { // whose message has the value, which may be a key
      throw new McpException(server.name(), "has an \"env\" with a name or value that is none");
    }
    try {
      client.request(
          "initialize",
          Map.of(
              "protocolVersion", VERSION,
              "capabilities", Map.of(),
              "clientInfo", Map.of("name", "bantam", "version", "1")),
          patience);
      client.send(Map.of("jsonrpc", "2.0", "method", "notifications/initialized"));
      return client;
    } catch (McpException e) {
      client.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /**
   * The result of a method. A server that takes too long is ended.
   *
   * @throws McpException if there is none
   */
  Map<?, ?> request(String method, Map<String, ?> parameters, Duration patience)
      throws McpException {
    long id = ids.incrementAndGet();
    CompletableFuture<Map<?, ?>> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    try {
      if (!ended.isEmpty()) {
        throw new McpException(name, ended);
      }
      // On a thread of its own, as a server that does not read keeps the writer waiting.
      Thread.ofVirtual().start(() -> send(message));
      return result(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      end("did not answer within %d seconds and was ended".formatted(patience.toSeconds()));
      throw new McpException(name, ended);
    } catch (ExecutionException e) {
      throw new McpException(name, ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new McpException(name, "was not waited for");
    } finally {
      waiting.remove(id);
    }
  }

  private Map<?, ?> result(Map<?, ?> answer) throws McpException {
    if (answer.get("result") instanceof Map<?, ?> result) {
      return result;
    }
    String reason = answer.get("error") instanceof Map<?, ?> error ? "" + error.get("message") : "";
    throw new McpException(name, "answers with an error: " + McpTools.cut(reason, ERROR_TAIL));
  }

  private void send(Map<String, ?> message) {
    try {
      synchronized (to) {
        to.write((Json.write(message) + "\n").getBytes(UTF_8));
        to.flush();
      }
    } catch (IOException e) {
      end("takes no messages any more" + lastErrors());
    }
  }

  private void read() {
    try (InputStream from = process.getInputStream()) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] chunk = new byte[1 << 13];
      for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
        for (int i = 0; i < n; i++) {
          if (chunk[i] == '\n') {
            take(line.toByteArray());
            line.reset();
          } else if (line.size() < McpLimits.MESSAGE_BYTES) {
            line.write(chunk[i]);
          } else {
            end(
                "sent a message of more than %d bytes and was ended"
                    .formatted(McpLimits.MESSAGE_BYTES));
            return;
          }
        }
      }
      process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      end("has ended" + lastErrors());
    } catch (IOException e) {
      end("cannot be heard any more: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is no message is passed over: some servers print greetings there. */
  private void take(byte[] line) {
    Map<?, ?> message;
    try {
      if (!(Json.parse(name, line) instanceof Map<?, ?> map)) {
        return;
      }
      message = map;
    } catch (MalformedFileException e) {
      return;
    }
    if (message.containsKey("method")) {
      if (message.containsKey("id")) {
        answer(message);
      }
      return;
    }
    CompletableFuture<Map<?, ?>> asked =
        message.get("id") instanceof Number id ? waiting.get(id.longValue()) : null;
    if (asked != null) {
      asked.complete(message);
    }
  }

  /** Servers may ask whether we are there; nothing else is offered to them. */
  private void answer(Map<?, ?> asked) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("id", asked.get("id"));
    if ("ping".equals(asked.get("method"))) {
      message.put("result", Map.of());
    } else {
      message.put("error", Map.of("code", UNKNOWN_METHOD, "message", "not offered"));
    }
    send(message);
  }

  private void readErrors() {
    try (InputStream from = process.getErrorStream()) {
      byte[] chunk = new byte[1 << 10];
      for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
        synchronized (errors) {
          errors.append(new String(chunk, 0, n, UTF_8));
          errors.delete(0, Math.max(0, errors.length() - ERROR_TAIL));
        }
      }
    } catch (IOException _) {
      // it has ended
    }
  }

  /** What it said on standard error, waited for as it may still be on its way. */
  private String lastErrors() {
    try {
      errorReader.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (errors) {
      return errors.isEmpty() ? "" : "; its last words: " + errors.toString().strip();
    }
  }

  private synchronized void end(String why) {
    if (ended.isEmpty()) {
      ended = why;
    }
    kill();
    waiting.values().forEach(one -> one.completeExceptionally(new IOException(ended)));
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Lets the server end by itself, and ends it if it does not. */
  @Override
  public void close() {
    ended = ended.isEmpty() ? "was closed" : ended;
    try {
      if (process.isAlive()) {
        Thread.ofVirtual().start(this::hangUp);
        process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
    }
  }

  private void hangUp() {
    try {
      to.close();
    } catch (IOException _) {
      // it has ended
    }
  }
}
