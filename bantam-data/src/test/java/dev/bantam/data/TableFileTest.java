package dev.bantam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables are read as they were written; Parquet by a library's reader. */
class TableFileTest {
  private static final List<String> TEXTS =
      List.of("", "plain", "a, \"b\"\nc\t;", "zażółć 漢字 😀", "=1+1", " ", "null", "{\"a\":1}");

  @TempDir private Path folder;

  private static List<Map<String, @Nullable Object>> rows(Random random, int count) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    boolean nulls = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("text", TEXTS.get(random.nextInt(TEXTS.size())));
      row.put("long", random.nextLong());
      row.put("double", random.nextGaussian());
      row.put("flag", random.nextInt(5) > 0);
      row.put("void", null);
      if (nulls) {
        row.replaceAll((_, value) -> random.nextInt(3) == 0 ? null : value);
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Map<String, @Nullable Object>> read(Path file) throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (RowSource source = RowSource.open(file)) {
      for (Row row = source.next(); row != null; row = source.next()) {
        rows.add(new LinkedHashMap<>(row.columns()));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonl", "parquet"})
  void valuesStayWhatTheyAre(String kind) throws IOException {
    for (int i = 0; i < 30; i++) {
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      List<Map<String, @Nullable Object>> rows = rows(random, 1 + random.nextInt(200));
      Path file = folder.resolve("table." + kind);
      TableFile.write(file, rows);
      assertThat(read(file)).as("seed %d", seed).isEqualTo(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "tsv"})
  void cellsAreTexts(String kind) throws IOException {
    for (int i = 0; i < 30; i++) {
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      List<Map<String, @Nullable Object>> rows = rows(random, 1 + random.nextInt(200));
      Path file = folder.resolve("table." + kind);
      TableFile.write(file, rows);
      rows.forEach(row -> row.replaceAll((_, value) -> value == null ? "" : value.toString()));
      assertThat(read(file)).as("seed %d", seed).isEqualTo(rows);
    }
  }

  @Test
  void rowsOfDifferentColumnsAndNestedValues() throws IOException {
    List<Map<String, ?>> rows =
        List.of(
            Map.of("a", 1), Map.of("b", List.of("x", 2)), Map.of("a", 1.5, "c", Map.of("d", true)));
    Path parquet = folder.resolve("t.parquet");
    TableFile.write(parquet, rows);
    List<Map<String, @Nullable Object>> read = read(parquet);
    assertThat(read.get(0)).containsEntry("a", 1.0).containsEntry("b", null);
    assertThat(read.get(1)).containsEntry("b", "[\"x\",2]");
    assertThat(read.get(2)).containsEntry("c", "{\"d\":true}");
    TableFile.write(folder.resolve("t.jsonl"), rows);
    assertThat(read(folder.resolve("t.jsonl")).get(2).get("c")).isEqualTo(Map.of("d", true));
  }

  @Test
  void noRowsAtAll() throws IOException {
    for (String kind : List.of("jsonl", "parquet")) {
      Path file = folder.resolve("none." + kind);
      TableFile.write(file, List.of());
      assertThat(read(file)).isEmpty();
    }
  }

  @Test
  void otherKindsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableFile.write(folder.resolve("table.xlsx"), List.of()))
        .withMessageContaining("table.xlsx")
        .withMessageContaining(".parquet");
  }
}
