package dev.bantam.retrieve;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** A folder on a disk that is full when so many bytes were written; any thread may write. */
final class FullDisk extends FilterDirectory {
  private final AtomicLong room;

  FullDisk(Directory in, long room) {
    super(in);
    this.room = new AtomicLong(room);
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    return new Output(super.createOutput(name, context));
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
      throws IOException {
    return new Output(super.createTempOutput(prefix, suffix, context));
  }

  private final class Output extends FilterIndexOutput {
    Output(IndexOutput out) {
      super("full disk", out.getName(), out);
    }

    @Override
    public void writeByte(byte value) throws IOException {
      take(1);
      super.writeByte(value);
    }

    @Override
    public void writeBytes(byte[] bytes, int from, int length) throws IOException {
      take(length);
      super.writeBytes(bytes, from, length);
    }

    private void take(int bytes) throws IOException {
      if (room.addAndGet(-bytes) < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
