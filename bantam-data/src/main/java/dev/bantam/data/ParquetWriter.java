package dev.bantam.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.data.Columns.Kind;
import dev.bantam.format.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes flat tables as Parquet: nullable columns of texts, integers, numbers and truth values, one
 * data page for each column of a row group, plain values packed by gzip.
 *
 * <p>Own code because every library that writes Parquet brings Hadoop. Source: the Apache Parquet
 * format, version 2.11 ({@code parquet.thrift}, {@code Encodings.md}).
 */
final class ParquetWriter {
  private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
  private static final int GROUP_BYTES = 64 << 20;

  // Numbers of parquet.thrift.
  private static final int OPTIONAL = 1;
  private static final int UTF8 = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;
  private static final int DATA_PAGE = 0;

  private final AtomicFile out;
  private final List<Column> columns = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  /** Where a column's page of a row group is. */
  private record Chunk(long offset, long unpacked, long packed) {}

  private record Group(long rows, List<Chunk> chunks) {}

  ParquetWriter(AtomicFile out, Columns all) {
    this.out = out;
    all.kinds().forEach((name, kind) -> columns.add(new Column(name, kind)));
  }

  /** Writes the file; rows have no columns but those that it was made with. */
  void write(TableFile.Rows rows) throws IOException {
    out.write(ByteBuffer.wrap(MAGIC));
    try (RowSource source = rows.open()) {
      int count = 0;
      for (Row row = source.next(); row != null; row = source.next()) {
        for (Column column : columns) {
          column.add(row.columns().get(column.name));
        }
        count++;
        if (columns.stream().mapToLong(column -> column.values.size()).sum() >= GROUP_BYTES) {
          writeGroup(count);
          count = 0;
        }
      }
      if (count > 0) {
        writeGroup(count);
      }
    }
    byte[] footer = footer();
    out.write(ByteBuffer.wrap(footer));
    out.write(ByteBuffer.wrap(littleEndian(footer.length)));
    out.write(ByteBuffer.wrap(MAGIC));
  }

  private void writeGroup(int rows) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    for (Column column : columns) {
      byte[] page = column.page();
      byte[] packed = gzip(page);
      ThriftCompact header = new ThriftCompact();
      header.i32(1, DATA_PAGE).i32(2, page.length).i32(3, packed.length);
      header.begin(5).i32(1, rows).i32(2, PLAIN).i32(3, RLE).i32(4, RLE).end();
      byte[] head = header.bytes();
      long offset = out.size();
      out.write(ByteBuffer.wrap(head));
      out.write(ByteBuffer.wrap(packed));
      chunks.add(new Chunk(offset, head.length + page.length, head.length + packed.length));
    }
    groups.add(new Group(rows, chunks));
  }

  private byte[] footer() {
    ThriftCompact footer = new ThriftCompact();
    footer.i32(1, 1);
    footer.structs(2, columns.size() + 1);
    footer.element().text(4, "rows").i32(5, columns.size()).end();
    for (Column column : columns) {
      footer.element().i32(1, column.type()).i32(3, OPTIONAL).text(4, column.name);
      if (column.kind == Kind.TEXT || column.kind == Kind.EMPTY) {
        footer.i32(6, UTF8);
        footer.begin(10).begin(1).end().end();
      }
      footer.end();
    }
    footer.i64(3, groups.stream().mapToLong(Group::rows).sum());
    footer.structs(4, groups.size());
    for (Group group : groups) {
      footer.element().structs(1, columns.size());
      for (int i = 0; i < columns.size(); i++) {
        column(footer, columns.get(i), group, group.chunks().get(i));
      }
      footer.i64(2, group.chunks().stream().mapToLong(Chunk::unpacked).sum());
      footer.i64(3, group.rows()).end();
    }
    footer.text(6, "bantam");
    return footer.bytes();
  }

  private static void column(ThriftCompact footer, Column column, Group group, Chunk chunk) {
    footer.element().i64(2, chunk.offset()).begin(3).i32(1, column.type());
    footer.i32s(2, PLAIN, RLE).texts(3, column.name).i32(4, GZIP).i64(5, group.rows());
    footer.i64(6, chunk.unpacked()).i64(7, chunk.packed()).i64(9, chunk.offset()).end().end();
  }

  private static byte[] gzip(byte[] page) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(page.length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(page);
    }
    return packed.toByteArray();
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(Integer.reverseBytes(value)).array();
  }

  /** The values of a column in the row group that is being filled. */
  private static final class Column {
    private final String name;
    private final Kind kind;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream levels = new ByteArrayOutputStream();
    private int run;
    private boolean runIsPresent;
    private int bits;
    private int bitCount;

    Column(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
    }

    /** The physical type's number. */
    int type() {
      return switch (kind) {
        case BOOLEAN -> 0;
        case LONG -> 2;
        case DOUBLE -> 5;
        case TEXT, EMPTY -> 6;
      };
    }

    void add(@Nullable Object value) {
      level(value != null);
      switch (value) {
        case null -> {}
        case Boolean bool when kind == Kind.BOOLEAN -> bit(bool);
        case Number number when kind == Kind.LONG -> littleEndian(number.longValue());
        case Number number when kind == Kind.DOUBLE ->
            littleEndian(Double.doubleToRawLongBits(number.doubleValue()));
        default -> {
          byte[] text = TableFile.cell(value).getBytes(UTF_8);
          values.writeBytes(ParquetWriter.littleEndian(text.length));
          values.writeBytes(text);
        }
      }
    }

    private void littleEndian(long value) {
      values.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(Long.reverseBytes(value)).array());
    }

    /** Truth values are bits, the lowest of a byte first. */
    private void bit(boolean value) {
      bits |= value ? 1 << bitCount : 0;
      bitCount++;
      if (bitCount == Byte.SIZE) {
        values.write(bits);
        bits = 0;
        bitCount = 0;
      }
    }

    /** Whether a value is there: runs of the same answer, as in run-length encoding. */
    private void level(boolean present) {
      if (run > 0 && present != runIsPresent) {
        endRun();
      }
      runIsPresent = present;
      run++;
    }

    private void endRun() {
      ThriftCompact.varint(levels, (long) run << 1);
      levels.write(runIsPresent ? 1 : 0);
      run = 0;
    }

    /** The page, after which the next row group begins. */
    byte[] page() {
      endRun();
      if (bitCount > 0) {
        values.write(bits);
      }
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      page.writeBytes(ParquetWriter.littleEndian(levels.size()));
      page.writeBytes(levels.toByteArray());
      page.writeBytes(values.toByteArray());
      levels.reset();
      values.reset();
      bits = 0;
      bitCount = 0;
      return page.toByteArray();
    }
  }
}
