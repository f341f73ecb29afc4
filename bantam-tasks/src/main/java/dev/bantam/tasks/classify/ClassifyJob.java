package dev.bantam.tasks.classify;

import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.util.List;

/** Labels as they are measured. */
public final class ClassifyJob {
  private ClassifyJob() {}

  /** The likeliest of {@code labels}; {@code instruction} says what they are about. */
  public static TextJob open(TaskModel model, JobOptions options) throws IOException {
    PromptFile prompt = options.prompt(model, "classify");
    options.required("labels");
    List<String> labels = options.list("labels");
    String instruction = options.text("instruction");
    ClassifyOptions how = ClassifyOptions.of(labels);
    Classifier classifier =
        new Classifier(model, instruction == null ? how : how.withInstruction(instruction), prompt);
    return input -> {
      var result = classifier.classify(input.text());
      return JobReply.of(result, result.value().label());
    };
  }
}
