package dev.bantam.tasks.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch has done, beside its output: a line of JSON that says what results depend on, then
 * one for each row in the input's order and one for what each chunk took. A chunk is on the disk
 * before the next is begun; a line that a kill has torn is cut off.
 */
public final class BatchJournal implements Closeable {
  private static final String ROW = "row";
  private static final String USAGE = "usage";
  private static final int ERRORS = 10;

  private final Path file;
  private final FileChannel channel;
  private final List<String> errors = new ArrayList<>();
  private @Nullable Map<?, ?> header;
  private long rows;
  private long failed;
  private Usage usage = Usage.NONE;

  private BatchJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The journal of an output file. */
  public static Path of(Path output) {
    return output.resolveSibling(output.getFileName() + ".part");
  }

  /**
   * Opens a journal, or begins it.
   *
   * @param header what results depend on, as plain data
   * @param restart whether what it holds is thrown away
   * @throws IllegalArgumentException if it was begun with another header
   * @throws IOException if another program writes it
   */
  public static BatchJournal open(Path file, Map<String, Object> header, boolean restart)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException(file + " is in use: another batch writes the same output");
      }
      if (restart) {
        channel.truncate(0);
      }
      BatchJournal journal = new BatchJournal(file, channel);
      journal.read();
      journal.begin(header);
      return journal;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(file + " is in use: another batch writes the same output", e);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private void read() throws IOException {
    JournalLines lines = JournalLines.rest(file, channel);
    long whole = 0;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      line(lines.number(), line);
      whole = lines.bytes();
    }
    channel.truncate(whole);
    channel.position(whole);
  }

  private void line(int number, byte[] text) throws MalformedFileException {
    if (!(Json.parse(file + ":" + number, text) instanceof Map<?, ?> line)) {
      throw notOurs(number);
    }
    if (number == 1) {
      header = line;
    } else if (line.get(USAGE) instanceof Map<?, ?> spent) {
      usage = usage.plus(Usage.of(spent));
    } else if (line.get(ROW) instanceof Long row && row == rows + 1) {
      rows++;
      note(result(line));
    } else {
      throw notOurs(number);
    }
  }

  private MalformedFileException notOurs(int line) {
    return new MalformedFileException(
        file + ":" + line, -1, "is no journal of a batch; --restart begins it anew");
  }

  private void note(RowResult result) {
    if (result.error() != null) {
      failed++;
      if (errors.size() < ERRORS) {
        errors.add("row %d: %s".formatted(rows, result.error()));
      }
    }
  }

  private void begin(Map<String, Object> wanted) throws IOException {
    Map<String, Object> plain = Json.parseObject(file.toString(), Json.write(wanted));
    if (header == null) {
      header = plain;
      write(Json.write(plain) + "\n");
      return;
    }
    Set<Object> names = new LinkedHashSet<>(plain.keySet());
    names.addAll(header.keySet());
    for (Object name : names) {
      @Nullable Object before = header.get(name);
      @Nullable Object now = plain.get(name);
      if (!Objects.equals(now, before)) {
        throw new IllegalArgumentException(
            "%s was begun with another %s (%s, now %s): go on with the same, or begin anew with --restart"
                .formatted(file, name, before, now));
      }
    }
  }

  /** Rows that are done. */
  public long rows() {
    return rows;
  }

  /** Rows among them that failed. */
  long failed() {
    return failed;
  }

  /** The first errors. */
  List<String> errors() {
    return errors;
  }

  /** What all rows took. */
  public Usage usage() {
    return usage;
  }

  /**
   * Adds the next rows. On the disk when it returns.
   *
   * @throws IOException naming the file, if it cannot be written
   */
  public void add(List<RowResult> results, Usage spent) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (RowResult result : results) {
      rows++;
      note(result);
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put(ROW, rows);
      if (result.error() == null) {
        line.put("result", result.columns());
      } else {
        line.put("error", result.error());
      }
      lines.append(Json.write(line)).append('\n');
    }
    usage = usage.plus(spent);
    lines.append(Json.write(Map.of(USAGE, spent.fields()))).append('\n');
    write(lines.toString());
  }

  private void write(String lines) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new IOException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static RowResult result(Map<?, ?> line) {
    if (line.get("result") instanceof Map<?, ?> columns) {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      columns.forEach((name, value) -> named.put(String.valueOf(name), value));
      return RowResult.of(named);
    }
    return RowResult.failed(String.valueOf(line.get("error")));
  }

  /** The results of all rows from the first. */
  public Results results() {
    return new Results(file, channel);
  }

  /** Takes the journal away when its output is there. */
  public void remove() throws IOException {
    Files.delete(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Reads results one by one. */
  public static final class Results {
    private final Path file;
    private final JournalLines lines;

    Results(Path file, FileChannel channel) {
      this.file = file;
      this.lines = JournalLines.all(file, channel);
    }

    /** The next row's result; null after the last. */
    public @Nullable RowResult next() throws IOException {
      for (byte[] text = lines.next(); text != null; text = lines.next()) {
        if (Json.parse(file.toString(), text) instanceof Map<?, ?> line && line.containsKey(ROW)) {
          return result(line);
        }
      }
      return null;
    }
  }
}
