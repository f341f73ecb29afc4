package dev.bantam.tasks.contest;

import java.io.IOException;

/** A job as it is measured: an input that holds a text, and the text that the job makes of it. */
@FunctionalInterface
public interface TextJob extends AutoCloseable {
  /**
   * Does the job once; may be called from several threads.
   *
   * @throws IOException if it cannot be done for this input
   */
  JobReply run(JobInput input) throws IOException;

  /** Lets go of what the job opened, such as an index; not of its model. */
  @Override
  default void close() throws IOException {}
}
