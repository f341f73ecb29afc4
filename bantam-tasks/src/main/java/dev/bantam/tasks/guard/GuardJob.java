package dev.bantam.tasks.guard;

import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Usage;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A guard as it is measured: {@code unsafe} where it finds anything, else {@code safe}. */
public final class GuardJob {
  private static final Usage NOTHING = new Usage(0, 0, 0, 0, "none");

  private GuardJob() {}

  /** By the rules of the file {@code rules}, or those that come with the program. */
  public static TextJob open(@Nullable TaskModel model, JobOptions options) throws IOException {
    Path rules = options.file("rules");
    Guard guard = rules == null ? Guard.builtIn(model) : Guard.read(rules, model);
    return input -> {
      Work work = model == null ? null : model.begin();
      boolean found = !guard.check(input.text(), Side.INPUT).findings().isEmpty();
      return new JobReply(found ? "unsafe" : "safe", work == null ? NOTHING : work.usage());
    };
  }
}
