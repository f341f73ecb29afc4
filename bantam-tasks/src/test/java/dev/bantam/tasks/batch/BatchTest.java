package dev.bantam.tasks.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.data.Row;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
  private static TaskModel model;

  @TempDir private Path folder;
  private Path input;
  private Path output;

  @BeforeAll
  static void open() throws IOException {
    model = TaskModel.open(Reverser.MODEL);
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  @BeforeEach
  void files() throws IOException {
    input = Files.writeString(folder.resolve("in.csv"), "id,text\n1,abc\n2,def\n3,ghi\n");
    output = folder.resolve("out.csv");
  }

  private BatchReport run(RowJob job, BatchOptions options) throws IOException {
    return new Batch(model, job, options).run(input, output);
  }

  @Test
  void addsColumns() throws IOException {
    List<String> told = new ArrayList<>();
    BatchReport report =
        run(
            new Reverser(0),
            BatchOptions.DEFAULT
                .withChunk(2)
                .withProgress((done, total, _) -> told.add(done + "/" + total)));
    assertThat(Files.readString(output))
        .isEqualTo("id,text,reversed,length\n1,abc,cba,1\n2,def,fed,1\n3,ghi,ihg,1\n");
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.failed()).isZero();
    assertThat(told).containsExactly("0/3", "2/3", "3/3");
    assertThat(folder.resolve("out.csv.part")).doesNotExist();
  }

  @Test
  void aRowThatFailsIsTold() throws IOException {
    input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            "{\"text\":\"abc\"}\n{\"text\":null}\n{\"text\nx\n{\"text\":\"def\"}\n");
    BatchReport report = run(new Reverser(0), BatchOptions.DEFAULT);
    assertThat(report.failed()).isEqualTo(3);
    assertThat(report.errors().getFirst()).contains("row 2", "in.jsonl:2", "'text' is empty");
    assertThat(Files.readAllLines(output))
        .hasSize(6)
        .startsWith("text,reversed,length,error", "abc,cba,1,")
        .endsWith("def,fed,1,");
  }

  @Test
  void goesOnAfterACancellationButNotWithOtherSettings() throws IOException {
    RowJob stops =
        new RowJob() {
          @Override
          public Map<String, Object> settings() {
            return Map.of("job", "reverse");
          }

          @Override
          public List<String> columns() {
            return List.of("reversed", "length");
          }

          @Override
          public List<RowResult> run(Work work, List<Row> rows) throws IOException {
            if (rows.getFirst().text("id").equals("3")) {
              throw new CancellationException("enough");
            }
            return new Reverser(0).run(work, rows);
          }
        };
    BatchOptions single = BatchOptions.DEFAULT.withChunk(1);
    assertThatThrownBy(() -> run(stops, single)).isInstanceOf(CancellationException.class);
    assertThat(output).doesNotExist();

    Files.writeString(input, "id,text\n1,abc\n2,DEF\n3,ghi\n");
    assertThatThrownBy(() -> run(new Reverser(0), single))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("out.csv.part")
        .hasMessageContaining("another input")
        .hasMessageContaining("--restart");

    Files.writeString(input, "id,text\n1,abc\n2,def\n3,ghi\n");
    BatchReport report = run(new Reverser(0), single);
    assertThat(report.resumed()).isEqualTo(2);
    assertThat(Files.readAllLines(output)).hasSize(4);
  }

  @Test
  void refusesWhatWouldLoseData() throws IOException {
    BatchOptions options = BatchOptions.DEFAULT;
    assertThatThrownBy(() -> new Batch(model, new Reverser(0), options).run(input, input))
        .hasMessageContaining("input and output");
    Files.writeString(input, "id,text,length\n1,abc,5\n");
    assertThatThrownBy(() -> run(new Reverser(0), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'length'")
        .hasMessageContaining("--keep");
    run(new Reverser(0), options.withKeep(List.of("id")));
    assertThat(Files.readString(output)).isEqualTo("id,reversed,length\n1,cba,1\n");
    assertThatThrownBy(() -> run(new Reverser(0), options.withKeep(List.of("name"))))
        .hasMessageContaining("no column 'name'");
    output = folder.resolve("out.xlsx");
    assertThatThrownBy(() -> run(new Reverser(0), options)).hasMessageContaining("out.xlsx");
  }
}
