package dev.bantam.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file channel that writes at most a few bytes at once, and fails when it is told to. */
public final class FaultyChannel extends FileChannel {
  private static final int MOST_AT_ONCE = 100;

  /** Called before each write and force; may throw. */
  @FunctionalInterface
  public interface Fault {
    void call() throws IOException;
  }

  private final FileChannel inner;
  private final Fault fault;

  public FaultyChannel(FileChannel inner, Fault fault) {
    this.inner = inner;
    this.fault = fault;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    fault.call();
    int length = Math.min(MOST_AT_ONCE, bytes.remaining());
    int written = inner.write(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + written);
    return written;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    fault.call();
    inner.force(metadata);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    inner.close();
  }

  @Override
  public int read(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer bytes, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer bytes, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
