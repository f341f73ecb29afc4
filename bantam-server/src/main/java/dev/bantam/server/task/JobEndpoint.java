package dev.bantam.server.task;

import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.format.MalformedFileException;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import dev.bantam.tasks.TaskModel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A route that puts a model to a job: {@code model} in the body names it. */
final class JobEndpoint implements Endpoint {
  private static final int SOON = 1;
  private static final Semaphore LARGE = new Semaphore(HttpLimits.DOCUMENTS);

  private final ModelPool models;
  private final EnergyStopwatch clock;
  private final Job job;

  JobEndpoint(ModelPool models, EnergyStopwatch clock, Job job) {
    this.models = models;
    this.clock = clock;
    this.job = job;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    if (!isLarge(exchange)) {
      run(exchange, exchange.body());
      return;
    }
    if (!LARGE.tryAcquire()) {
      throw ApiException.busy("too many large documents are being worked on", SOON);
    }
    try {
      run(exchange, exchange.body(HttpLimits.DOCUMENT));
    } finally {
      LARGE.release();
    }
  }

  private static boolean isLarge(Exchange exchange) {
    String length = exchange.header("Content-Length");
    return length == null || length.length() > 9 || Long.parseLong(length) > HttpLimits.BODY;
  }

  private void run(Exchange exchange, JsonFields body) throws Exception {
    exchange.takesLong();
    AtomicBoolean gone = new AtomicBoolean();
    exchange.onGone(() -> gone.set(true));
    try (Lease lease = models.lease(body.string("model", null))) {
      // Not closed: the generator is the lease's, the stopwatch the server's.
      TaskModel model = new TaskModel(lease.name(), lease.generator(), clock);
      exchange.json(200, job.run(model, body, gone::get).fields());
    } catch (MalformedFileException e) {
      throw ApiException.bad(null, e.getMessage());
    } catch (CancellationException e) { // as the client has gone, or the server stops
      throw ApiException.stopping(SOON);
    }
  }
}
