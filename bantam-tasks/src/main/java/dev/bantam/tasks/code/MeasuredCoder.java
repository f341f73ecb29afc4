package dev.bantam.tasks.code;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.util.stream.Collectors;

/** Ansible tasks as they are measured: names in, tasks without their names out. */
public final class MeasuredCoder {
  private MeasuredCoder() {}

  /** Makes it, with the modules that tasks may use. */
  public static TextJob open(TaskModel model, JobOptions options, AnsibleModules modules)
      throws IOException {
    PromptFile prompt = options.prompt(model, "code-ansible");
    return input -> {
      Result<Code> result = new AnsibleCoder(model, prompt, modules).complete(input.text());
      return JobReply.of(result, unnamed(result.value().text()));
    };
  }

  private static String unnamed(String task) {
    return task.lines().skip(1).map(line -> line.substring(2)).collect(Collectors.joining("\n"));
  }
}
