package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** What a route does with a model and the fields of a request. */
@FunctionalInterface
interface Job {
  /**
   * Does it.
   *
   * @param gone whether the client has gone, so that the work is for nothing
   * @return what the client is told
   * @throws dev.bantam.server.http.ApiException for what the client did wrong
   * @throws dev.bantam.format.MalformedFileException if a document cannot be read
   */
  Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException;
}
