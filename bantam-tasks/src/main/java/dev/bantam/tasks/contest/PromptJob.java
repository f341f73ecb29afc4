package dev.bantam.tasks.contest;

import dev.bantam.generate.Answer;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.nio.file.Path;

/** The simplest job: a prompt file of one's own ({@code file=}), asked with the input's fields. */
public final class PromptJob {
  private PromptJob() {}

  /** Makes it. */
  public static TextJob open(TaskModel model, JobOptions options) throws java.io.IOException {
    options.required("file");
    Path file = options.file("file");
    PromptFile prompt = PromptFile.read(file).forModel(model.name(), model.generator().file());
    return input -> {
      Work work = model.begin();
      Answer answer = work.ask(prompt, input.fields());
      return new JobReply(answer.text().strip(), work.usage());
    };
  }
}
