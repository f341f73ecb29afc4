package dev.bantam.server.task;

import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Router;
import dev.bantam.server.index.ServedIndexes;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.Refusals;
import java.util.Map;

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
   * @param indexes that can be searched and asked
   * @param clock measures what jobs take
   */
  public static void register(
      Router router, ModelPool models, ServedIndexes indexes, EnergyStopwatch clock) {
    TaskApi api = new TaskApi(router, models, clock);
    api.add("summarize", new SummarizeJob());
    api.add("search", new SearchEndpoint(indexes, models, clock));
    api.add("ask", new AskJob(indexes));
    api.add("classify", new ClassifyJob());
    api.add("extract", new ExtractJob());
    api.add("analyze", new AnalyzeJob());
    api.add("translate", new TranslateJob());
    api.add("chat", new ChatJob());
    api.add("write", new WriteJob());
    api.add("code", new CodeJob());
    Endpoint lists = exchange -> exchange.json(200, Map.of("data", indexes.facts()));
    router.add("GET", "/v1/indexes", Api.OPENAI, Access.USER, lists);
  }

  private void add(String job, Job does) {
    add(job, new JobEndpoint(models, clock, does));
  }

  private void add(String job, Endpoint does) {
    router.add("POST", "/v1/tasks/" + job, Api.OPENAI, Access.USER, Refusals.told(does));
  }
}
