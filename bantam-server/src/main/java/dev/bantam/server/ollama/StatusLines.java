package dev.bantam.server.ollama;

import dev.bantam.format.MalformedFileException;
import dev.bantam.hub.HubException;
import dev.bantam.hub.Progress;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.EventStream;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What takes its time: tells the client how far it is, or only how it ended. */
final class StatusLines {
  private StatusLines() {}

  /** What takes its time. */
  interface Task {
    void run(Progress progress) throws IOException;
  }

  /**
   * Runs a task and answers with lines, or with the last of them if {@code stream} is false. A
   * client that has gone ends it.
   *
   * @param first what is said at once
   */
  static void run(Exchange exchange, JsonFields body, String first, Task task) throws IOException {
    exchange.takesLong();
    try {
      if (!body.truth("stream", true)) {
        task.run(Progress.NONE);
        exchange.json(200, Map.of("status", "success"));
        return;
      }
      try (EventStream out = exchange.lines()) {
        Lines lines = new Lines(out);
        lines.step(first);
        task.run(lines);
        lines.step("success");
      }
    } catch (HubException e) {
      throw HubFailures.of(e);
    } catch (MalformedFileException e) {
      throw ApiException.bad(null, "the model is not well-formed: " + e.reason());
    } catch (IllegalArgumentException e) {
      throw ApiException.bad(null, String.valueOf(e.getMessage()));
    }
  }

  private static final class Lines implements Progress {
    private final EventStream out;
    private String status = "";

    Lines(EventStream out) {
      this.out = out;
    }

    @Override
    public void step(String what) {
      status = what;
      out.send(Map.of("status", what));
    }

    @Override
    public void bytes(long done, long total, long perSecond) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("status", status);
      if (total >= 0) {
        line.put("total", total);
      }
      line.put("completed", done);
      out.send(line);
    }
  }
}
