package dev.bantam.tasks.contest;

import dev.bantam.tasks.TaskModel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes a job of its options. */
@FunctionalInterface
public interface JobFactory {
  /**
   * Makes the job. Asks for all options that it knows, and for its prompts by {@link
   * JobOptions#prompt}: others are mistakes, and those are what answers depend on.
   *
   * @param model null if none was named
   * @throws IllegalArgumentException for a wrong option
   */
  TextJob open(@Nullable TaskModel model, JobOptions options) throws IOException;

  /** Makes a job that cannot do without a model. */
  @FunctionalInterface
  interface OfModel {
    /** Makes the job. */
    TextJob open(TaskModel model, JobOptions options) throws IOException;
  }

  /** A factory that refuses to go without a model. */
  static JobFactory of(OfModel factory) {
    return (model, options) -> {
      if (model == null) {
        throw new IllegalArgumentException("which model? Name it after the colon: JOB:MODEL");
      }
      return factory.open(model, options);
    };
  }
}
