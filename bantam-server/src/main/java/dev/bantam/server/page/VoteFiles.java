package dev.bantam.server.page;

import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.ServerJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The votes on the disk: {@code votes.jsonl} has the decided ones, which training takes as they
 * are, {@code ties.jsonl} the others.
 */
final class VoteFiles {
  /** Bytes of a file: what the server is willing to read for the standings. */
  private static final long MOST = 64L << 20;

  private final Path folder;

  /**
   * @param folder need not exist yet
   */
  VoteFiles(Path folder) {
    this.folder = folder;
  }

  private Path decided() {
    return folder.resolve("votes.jsonl");
  }

  private Path others() {
    return folder.resolve("ties.jsonl");
  }

  /**
   * Adds a vote: a whole line that is on the disk when this returns, or nothing.
   *
   * @throws ApiException 507 if the file is full
   */
  synchronized void add(Vote vote) throws IOException {
    Files.createDirectories(folder);
    byte[] line = (text(vote) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
            FileChannel.open(
                vote.isDecided() ? decided() : others(),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock _ = file.lock()) {
      long end = endOfLines(file);
      if (end + line.length > MOST) {
        throw ApiException.of(
            507,
            "api_error",
            "arena_full",
            "the arena's file of votes is full: move it away from the models' home");
      }
      append(file, end, line);
    }
  }

  private static String text(Vote vote) {
    return new String(ServerJson.write(vote.toRow(Instant.now())), StandardCharsets.UTF_8);
  }

  private static void append(FileChannel file, long end, byte[] line) throws IOException {
    try {
      file.truncate(end);
      file.position(end);
      ByteBuffer rest = ByteBuffer.wrap(line);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
      file.force(true);
    } catch (IOException e) {
      file.truncate(end);
      throw e;
    }
  }

  /** Where the last whole line ends: what a crash left after it was never acknowledged. */
  private static long endOfLines(FileChannel file) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long end = file.size();
    while (end > 0) {
      file.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        break;
      }
      end--;
    }
    return end;
  }

  /** The decided votes, as they stand in the file. */
  synchronized byte[] pairs() throws IOException {
    if (!Files.exists(decided())) {
      return new byte[0];
    }
    try (FileChannel file = FileChannel.open(decided(), StandardOpenOption.READ)) {
      ByteBuffer lines = ByteBuffer.allocate(Math.toIntExact(endOfLines(file)));
      while (lines.hasRemaining() && file.read(lines, lines.position()) >= 0) {}
      return lines.array();
    }
  }

  /** Who won and lost, and who did neither. */
  synchronized Standings standings() throws IOException {
    Standings standings = new Standings();
    forEach(decided(), row -> standings.won(row, "chosen_model", "rejected_model"));
    forEach(others(), row -> standings.even(row, "left_model", "right_model"));
    return standings;
  }

  private static void forEach(Path file, Consumer<ObjectNode> action) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          action.accept(ServerJson.parse(line.getBytes(StandardCharsets.UTF_8)));
        } catch (ApiException | JacksonException e) {
          // A line that somebody edited by hand, or that is only half there, counts for nobody.
        }
      }
    }
  }
}
