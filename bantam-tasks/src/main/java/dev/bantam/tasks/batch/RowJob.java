package dev.bantam.tasks.batch;

import dev.bantam.data.Row;
import dev.bantam.tasks.Work;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a {@link Batch} does with rows. */
public interface RowJob {
  /**
   * All that its results depend on besides the rows and the model, as plain data: the job, its
   * prompt's version, its options. A batch that was begun with others is not gone on with.
   */
  Map<String, Object> settings();

  /** The columns that results may have, in the order in which they are written. */
  List<String> columns();

  /**
   * The results of some rows, which are best asked together.
   *
   * <p>If it fails by a {@link dev.bantam.format.MalformedFileException}, an {@link
   * IllegalArgumentException} or a {@link dev.bantam.generate.ContextOverflowException}, each row
   * is tried again alone, and the failure is noted at those that fail then.
   *
   * @return one for each row, in their order, the same whichever rows are asked together; they may
   *     depend on those of rows before
   */
  List<RowResult> run(Work work, List<Row> rows) throws IOException;

  /**
   * Tells of a row that an earlier run has done, before the first of this run: for jobs whose
   * results depend on those before.
   */
  default void recall(Row row, RowResult result) {}
}
