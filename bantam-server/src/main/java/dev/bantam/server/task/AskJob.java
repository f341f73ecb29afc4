package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.server.index.ServedIndexes;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.answer.Answerer;
import dev.bantam.tasks.answer.AskOptions;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** {@code /v1/tasks/ask}: an answer from an index, with its sources. */
record AskJob(ServedIndexes indexes) implements Job {
  private static final int PASSAGES = 20;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    String question = body.string("question");
    double threshold = body.number("threshold", 0, 1, -1);
    AskOptions options =
        new AskOptions(
            body.integer("passages", 1, PASSAGES, AskOptions.DEFAULT.passages()),
            threshold < 0 ? null : (Double) threshold,
            body.truth("quote", false));
    return new Answerer(model, indexes.of(body), model.prompt("ask"), options)
        .answer(question, gone);
  }
}
