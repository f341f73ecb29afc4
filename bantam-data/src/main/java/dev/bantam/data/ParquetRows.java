package dev.bantam.data;

import dev.bantam.format.MalformedFileException;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.StructAccessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A Parquet file, as Hugging Face's data sets are stored; lists and structs become plain data. */
final class ParquetRows implements RowSource {
  private static final EnumSet<CompressionCodec> DECODED =
      EnumSet.of(CompressionCodec.UNCOMPRESSED, CompressionCodec.SNAPPY, CompressionCodec.GZIP);
  private static final Logger LOG = Logger.getLogger("dev.hardwood"); // kept, or its level is lost

  static {
    LOG.setLevel(Level.WARNING);
    System.setProperty("org.xerial.snappy.purejava", "true"); // no native library
  }

  private final Path file;
  private final ParquetFileReader reader;
  private final RowReader rows;
  private final long total; // the reader of a file without columns would go on for ever
  private long count;

  ParquetRows(Path file) throws IOException {
    this.file = file;
    this.reader = open(file);
    this.rows = reader.rowReader();
    this.total = reader.getFileMetaData().numRows();
  }

  private static ParquetFileReader open(Path file) throws IOException {
    ParquetFileReader reader;
    try {
      reader = ParquetFileReader.open(InputFile.of(file));
    } catch (RuntimeException | IOException e) {
      throw new MalformedFileException(
          file, -1, "is no Parquet file that can be read: " + e.getMessage());
    }
    for (RowGroup group : reader.getFileMetaData().rowGroups()) {
      for (ColumnChunk column : group.columns()) {
        CompressionCodec codec = column.metaData().codec();
        if (!DECODED.contains(codec)) {
          reader.close();
          throw new MalformedFileException(
              file, -1, "is compressed by %s; write it with one of %s".formatted(codec, DECODED));
        }
      }
    }
    return reader;
  }

  /** How large the rows are when unpacked. */
  static long unpackedBytes(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getFileMetaData().rowGroups().stream().mapToLong(RowGroup::totalByteSize).sum();
    }
  }

  @Override
  public @Nullable Row next() throws IOException {
    try {
      if (count >= total || !rows.hasNext()) {
        return null;
      }
      rows.next();
      count++;
      return new Row(file + ", row " + count, struct(rows));
    } catch (RuntimeException e) {
      throw new MalformedFileException(
          file + ", row " + (count + 1), -1, "cannot be read: " + e.getMessage());
    }
  }

  private static Map<String, @Nullable Object> struct(StructAccessor struct) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (int i = 0; i < struct.getFieldCount(); i++) {
      String name = struct.getFieldName(i);
      columns.put(name, plain(struct.getValue(name)));
    }
    return columns;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case StructAccessor struct -> struct(struct);
      case PqList list -> list.values().stream().map(ParquetRows::plain).toList();
      case PqMap map -> entries(map);
      case null -> null;
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> entries(PqMap map) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    for (PqMap.Entry entry : map.getEntries()) {
      entries.put(String.valueOf(entry.getKey()), plain(entry.getValue()));
    }
    return entries;
  }

  @Override
  public void close() throws IOException {
    rows.close();
    reader.close();
  }
}
