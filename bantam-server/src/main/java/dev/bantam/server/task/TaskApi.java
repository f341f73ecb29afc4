package dev.bantam.server.task;

import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Router;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.Refusals;

/** Jobs: a route each under {@code /v1/tasks/}. What they take and give: {@code docs/tasks}. */
public final class TaskApi {
  private final Router router;
  private final ModelPool models;
  private final EnergyStopwatch clock;

  private TaskApi(Router router, ModelPool models, EnergyStopwatch clock) {
    this.router = router;
    this.models = models;
    this.clock = clock;
  }

  /**
   * Adds its routes.
   *
   * @param clock measures what jobs take
   */
  public static void register(Router router, ModelPool models, EnergyStopwatch clock) {
    TaskApi api = new TaskApi(router, models, clock);
    api.add("translate", new TranslateJob());
  }

  private void add(String job, Job does) {
    router.add(
        "POST",
        "/v1/tasks/" + job,
        Api.OPENAI,
        Access.USER,
        Refusals.told(new JobEndpoint(models, clock, does)));
  }
}
