package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.classify.ClassifyOptions;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@code /v1/tasks/classify}: {@code labels}, and a {@code text} or {@code texts}. */
final class ClassifyJob implements Job {
  private static final int LABELS = 1_000;
  private static final int TEXTS = 1_000;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) {
    List<String> labels = body.strings("labels", LABELS);
    ClassifyOptions options;
    try {
      options =
          ClassifyOptions.of(labels)
              .withInstruction(String.valueOf(body.string("instruction", "")));
    } catch (IllegalArgumentException e) {
      throw body.wrong("labels", "at least two different texts");
    }
    if (body.has("texts")) {
      List<String> texts = body.strings("texts", TEXTS);
      return new Classifier(model, options).classify(texts, gone);
    }
    String text = body.string("text");
    return new Classifier(model, options).classify(text);
  }
}
