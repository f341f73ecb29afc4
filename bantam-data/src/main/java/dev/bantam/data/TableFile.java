package dev.bantam.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Writes rows to a file of the kind that its name ends with, at once or not at all. In JSONL,
 * values stay as they are; CSV, TSV and Parquet have the columns of all rows in the order in which
 * they are met, and lists and maps as JSON text.
 */
public final class TableFile {
  private static final int BUFFER = 1 << 16;

  private TableFile() {}

  /** Rows that can be read more than once. */
  @FunctionalInterface
  public interface Rows {
    /** Reads them from the first. */
    RowSource open() throws IOException;
  }

  /**
   * Refuses a name whose ending is none of {@code .jsonl .ndjson .csv .tsv .parquet}.
   *
   * @throws IllegalArgumentException naming it
   */
  public static void check(Path file) {
    if (!List.of("jsonl", "ndjson", "csv", "tsv", "parquet").contains(RowSource.extension(file))) {
      throw new IllegalArgumentException(
          file + ": tables are written as .jsonl, .csv, .tsv or .parquet, by the name's ending");
    }
  }

  /** Writes rows that are in memory. */
  public static void write(Path file, Collection<? extends Map<String, ?>> rows)
      throws IOException {
    write(file, () -> new ListedRows(rows.iterator()));
  }

  /**
   * Writes rows.
   *
   * @throws IOException naming the file, if it cannot be written
   */
  public static void write(Path file, Rows rows) throws IOException {
    check(file);
    try (AtomicFile out = AtomicFile.create(file)) {
      switch (RowSource.extension(file)) {
        case "csv" -> writeCsv(out, rows, ',');
        case "tsv" -> writeCsv(out, rows, '\t');
        case "parquet" -> new ParquetWriter(out, Columns.of(rows)).write(rows);
        default -> writeLines(out, rows);
      }
      out.commit();
    }
  }

  private static void writeLines(AtomicFile out, Rows rows) throws IOException {
    try (RowSource source = rows.open()) {
      StringBuilder text = new StringBuilder();
      for (Row row = source.next(); row != null; row = source.next()) {
        text.append(Json.write(plain(row.columns()))).append('\n');
        flush(out, text, BUFFER);
      }
      flush(out, text, 1);
    }
  }

  private static void flush(AtomicFile out, StringBuilder text, int least) throws IOException {
    if (text.length() >= least) {
      out.write(ByteBuffer.wrap(text.toString().getBytes(UTF_8)));
      text.setLength(0);
    }
  }

  private static void writeCsv(AtomicFile out, Rows rows, char separator) throws IOException {
    List<String> names = List.copyOf(Columns.of(rows).kinds().keySet());
    CsvSchema schema =
        CsvSchema.builder()
            .addColumns(names, CsvSchema.ColumnType.STRING)
            .build()
            .withColumnSeparator(separator);
    ObjectWriter csv = new CsvMapper().writer(schema);
    StringBuilder text = new StringBuilder();
    text.append(csv.writeValueAsString(names));
    try (RowSource source = rows.open()) {
      for (Row row = source.next(); row != null; row = source.next()) {
        Row here = row;
        List<String> cells = names.stream().map(name -> cell(here.columns().get(name))).toList();
        text.append(csv.writeValueAsString(cells));
        flush(out, text, BUFFER);
      }
    }
    flush(out, text, 1);
  }

  /** A value as the text of a cell; empty for null. */
  static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case List<?> list -> Json.write(plain(list));
      case Map<?, ?> map -> Json.write(plain(map));
      default -> value.toString();
    };
  }

  /** What JSON can say of a value: what it has no word for becomes text. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((name, entry) -> all.put(String.valueOf(name), plain(entry)));
        yield all;
      }
      case List<?> list -> {
        @Nullable Object[] all = list.stream().map(TableFile::plain).toArray();
        yield Arrays.asList(all);
      }
      case Double number when !Double.isFinite(number) -> null;
      case Float number when !Float.isFinite(number) -> null;
      case null -> null;
      case String text -> text;
      case Number number -> number;
      case Boolean bool -> bool;
      default -> value.toString();
    };
  }
}
