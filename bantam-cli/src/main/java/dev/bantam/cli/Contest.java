package dev.bantam.cli;

import dev.bantam.evaluate.contestant.ApiContestant;
import dev.bantam.evaluate.contestant.Contestant;
import dev.bantam.evaluate.contestant.Context;
import dev.bantam.evaluate.contestant.EndPointException;
import dev.bantam.evaluate.contestant.LocalContestant;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.contestant.TimedAnswers;
import dev.bantam.evaluate.cost.ApiPrice;
import dev.bantam.evaluate.cost.CostFigures;
import dev.bantam.evaluate.cost.LatencyFigures;
import dev.bantam.evaluate.cost.LatencyProbe;
import dev.bantam.evaluate.report.CostRow;
import dev.bantam.evaluate.run.ContestantResult;
import dev.bantam.evaluate.run.Evaluator;
import dev.bantam.evaluate.run.GroupResults;
import dev.bantam.evaluate.run.TaskResult;
import dev.bantam.evaluate.run.Usage;
import dev.bantam.evaluate.task.Documents;
import dev.bantam.evaluate.task.Paper;
import dev.bantam.evaluate.task.Task;
import dev.bantam.evaluate.task.TaskGroup;
import dev.bantam.tasks.contest.JobContestant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contestants before the same tasks, one after the other. What one of them cannot answer does not
 * keep the others from being measured.
 */
final class Contest {
  private static final int WARM_UP = 2;

  /** An answer to a question that only has choices is so long. */
  private static final int PROBED_TOKENS = 32;

  /**
   * What came of it.
   *
   * @param members figures of all tasks
   * @param results figures to compare: groups as one
   * @param costs of contestants, as far as they are known
   * @param failures why contestants could not be measured by some tasks
   */
  record Outcome(
      List<ContestantResult> members,
      List<ContestantResult> results,
      List<CostRow> costs,
      List<Exception> failures) {
    /** Whether nothing at all could be measured. */
    boolean isEmpty() {
      return results.stream()
          .allMatch(r -> r.tasks().stream().allMatch(t -> t.figures().isEmpty()));
    }
  }

  private final List<TaskGroup> groups;
  private final Map<String, Paper> papers = new LinkedHashMap<>();
  private final Map<String, Paper> inputs = new LinkedHashMap<>();
  private final TaskArguments tasks;
  private final Documents.Finder finder;
  private final CostArguments costs;
  private final ContestantArguments contestants;
  private final Path journals;
  private final int probes;

  /**
   * Writes the papers of all tasks.
   *
   * @param probes answers that are timed; 0 for none
   */
  Contest(
      TaskArguments tasks,
      ContestantArguments contestants,
      CostArguments costs,
      Documents.Finder finder,
      Path journals,
      int probes)
      throws IOException {
    this.tasks = tasks;
    this.finder = finder;
    this.groups = tasks.groups();
    this.contestants = contestants;
    this.costs = costs;
    this.journals = journals;
    this.probes = probes;
    for (TaskGroup group : groups) {
      for (Task task : group.all()) {
        if (!papers.containsKey(task.name())) {
          papers.put(task.name(), tasks.paper(task, finder));
        }
      }
    }
  }

  /** Measures each contestant by all tasks. */
  Outcome run(List<ContestantArguments.Entry> entries) throws IOException {
    List<ContestantResult> members = new ArrayList<>();
    List<ContestantResult> results = new ArrayList<>();
    List<CostRow> rows = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    for (ContestantArguments.Entry entry : entries) {
      try (ProgressBar bar = new ProgressBar();
          Contestant contestant = opened(entry, bar, failures)) {
        if (contestant == null) {
          continue;
        }
        // First, as answers are quicker whose beginnings have been read before.
        LatencyFigures latency = latency(entry.name(), contestant, bar, failures);
        List<TaskResult> own = measure(entry.name(), contestant, bar, failures);
        members.add(result(entry.name(), contestant, own));
        results.add(result(entry.name(), contestant, new GroupResults(own).of(groups)));
        rows.add(cost(entry.name(), contestant, own, latency));
      }
    }
    return new Outcome(members, results, rows, failures);
  }

  private static @Nullable Contestant opened(
      ContestantArguments.Entry entry, ProgressBar bar, List<Exception> failures) {
    try {
      return entry.opening().open();
    } catch (IOException | IllegalArgumentException e) {
      bar.step("bantam: %s: %s".formatted(entry.name(), Failures.message(e)));
      failures.add(e);
      return null;
    }
  }

  private static ContestantResult result(
      String name, Contestant contestant, List<TaskResult> results) {
    return new ContestantResult(name, contestant.identity(), contestant.facts(), results);
  }

  private List<TaskResult> measure(
      String name, Contestant contestant, ProgressBar bar, List<Exception> failures) {
    Evaluator evaluator =
        new Evaluator(
            journals,
            costs.energy(),
            (_, task, done, of) -> bar.items(done, of, name + ": " + task));
    List<TaskResult> results = new ArrayList<>();
    for (String task : papers.keySet()) {
      try {
        TaskResult result = evaluator.evaluate(contestant, paper(task, contestant));
        results.add(result);
        if (result.failed() > 0) {
          String message =
              "%d of %d documents could not be measured: %s"
                  .formatted(result.failed(), result.samples().size(), firstFailure(result));
          bar.step("bantam: %s, %s: %s".formatted(name, result.task(), message));
          boolean api = contestant instanceof ApiContestant;
          failures.add(api ? new EndPointException(message) : new IOException(message));
        }
      } catch (IOException | IllegalArgumentException e) {
        bar.step("bantam: %s, %s: %s".formatted(name, task, Failures.message(e)));
        failures.add(e);
      }
    }
    return results;
  }

  /** What a contestant is handed of a task: a job gets what it works on, without a prompt. */
  private Paper paper(String task, Contestant contestant) throws IOException {
    Paper paper = papers.get(task);
    if (!(contestant instanceof JobContestant)) {
      return paper;
    }
    if (!inputs.containsKey(task)) {
      inputs.put(task, tasks.inputs(paper.task(), finder));
    }
    return inputs.get(task);
  }

  private static String firstFailure(TaskResult result) {
    return result.samples().stream()
        .flatMap(sample -> sample.failures().stream())
        .findFirst()
        .orElse("");
  }

  private CostRow cost(
      String name,
      Contestant contestant,
      List<TaskResult> results,
      @Nullable LatencyFigures latency)
      throws IOException {
    Usage usage = perQuestion(contestant, results);
    CostFigures cost = cost(contestant, usage);
    if (latency == null && cost == null) {
      return CostRow.unknown(name);
    }
    double nan = Double.NaN;
    double rate = (usage.tokensRead() + usage.tokensWritten()) / usage.seconds();
    return new CostRow(
        name,
        cost == null ? nan : cost.pricePer1000(),
        cost == null ? "" : cost.currency(),
        latency == null ? nan : latency.firstTokenP50(),
        latency == null ? nan : latency.firstTokenP95(),
        latency == null ? nan : latency.totalP50(),
        latency == null ? nan : latency.totalP95(),
        rate,
        latency == null || latency.peakBytes() == 0 ? nan : latency.peakBytes(),
        cost == null ? nan : cost.wattHoursPer1000(),
        cost == null ? nan : cost.gramsCo2Per1000(),
        cost == null ? "" : cost.method());
  }

  private @Nullable LatencyFigures latency(
      String name, Contestant contestant, ProgressBar bar, List<Exception> failures) {
    if (probes == 0 || !(contestant instanceof TimedAnswers timed)) {
      return null;
    }
    bar.items(0, 1, name + ": timing answers");
    boolean here = !(contestant instanceof ApiContestant);
    try {
      List<Query.Generate> queries = probes(probes + WARM_UP, contestant);
      int warmUp = Math.min(WARM_UP, queries.size() - 1);
      return new LatencyProbe(timed, warmUp, here ? costs.energy() : null).measure(queries);
    } catch (IOException | IllegalArgumentException e) {
      bar.step("bantam: %s, timing: %s".formatted(name, Failures.message(e)));
      failures.add(e);
      return null;
    }
  }

  /** What a question costs on average, of all that were asked, in the terms of the tasks. */
  private Usage perQuestion(Contestant contestant, List<TaskResult> results) throws IOException {
    Usage sum = Usage.NONE;
    for (TaskResult result : results) {
      Paper paper = paper(result.task(), contestant);
      Usage usage = result.usage();
      double perQuestion =
          paper.questions().stream().mapToInt(one -> one.queries().size()).average().orElse(1);
      sum =
          sum.plus(
              new Usage(
                  Math.round(usage.queries() / perQuestion),
                  usage.tokensRead(),
                  usage.tokensWritten(),
                  usage.seconds(),
                  usage.joules()));
    }
    return sum;
  }

  private @Nullable CostFigures cost(Contestant contestant, Usage usage) throws IOException {
    if (usage.queries() == 0) {
      return null;
    }
    if (contestant instanceof ApiContestant api) {
      ApiPrice price = contestants.price(api.settings().model(), costs);
      return price == null ? null : price.per1000(usage);
    }
    if (contestant instanceof LocalContestant || contestant instanceof JobContestant) {
      String method = "measured while all questions were answered, several at a time";
      return costs.machine().per1000(usage, costs.grid(), method);
    }
    return null;
  }

  /** Questions to time, from all tasks in turn: answers as tasks want them, else short ones. */
  private List<Query.Generate> probes(int count, Contestant contestant) throws IOException {
    List<Query.Generate> all = new ArrayList<>();
    List<Paper> sources = new ArrayList<>();
    for (String task : papers.keySet()) {
      sources.add(paper(task, contestant));
    }
    boolean generates =
        sources.stream()
            .anyMatch(p -> p.questions().getFirst().queries().getFirst() instanceof Query.Generate);
    if (generates) {
      sources.removeIf(
          p -> !(p.questions().getFirst().queries().getFirst() instanceof Query.Generate));
    }
    for (int i = 0; all.size() < count && i < 1000; i++) {
      for (Paper paper : sources) {
        if (i < paper.questions().size() && all.size() < count) {
          all.add(probe(paper.questions().get(i).queries().getFirst()));
        }
      }
    }
    return all;
  }

  private static Query.Generate probe(Query query) {
    return switch (query) {
      case Query.Generate generate -> generate;
      case Query.Likelihood likelihood -> probe(likelihood.context());
      case Query.Rolling rolling -> probe(new Context.Text(rolling.text()));
    };
  }

  private static Query.Generate probe(Context context) {
    return new Query.Generate(context, List.of(), PROBED_TOKENS, 0, 1, 0, 1);
  }
}
