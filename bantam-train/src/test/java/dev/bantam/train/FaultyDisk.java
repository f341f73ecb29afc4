package dev.bantam.train;

import dev.bantam.format.FaultyChannel;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The default file system with a disk that fails once: at the n-th open for writing, write, force,
 * new folder or rename (as Lucene's {@code MockDirectoryWrapper} and SQLite's tests do it).
 */
public final class FaultyDisk extends FileSystemProvider {
  private final FileSystem system;
  private final FileSystemProvider real;
  private final int failAt;
  private int calls;

  /**
   * @param failAt which call fails, counted from 0
   */
  public FaultyDisk(int failAt) {
    this.failAt = failAt;
    this.real = Path.of("").getFileSystem().provider();
    this.system = new Names();
  }

  /** Whether there were so many calls. */
  public boolean happened() {
    return calls > failAt;
  }

  /** The same file on this disk. */
  public Path path(Path on) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, args) -> {
              if (method.getName().equals("getFileSystem")) {
                return system;
              }
              Object[] plain =
                  args == null ? null : Arrays.stream(args).map(FaultyDisk::plain).toArray();
              try {
                Object result = method.invoke(on, plain);
                return result instanceof Path path ? path(path) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Object plain(Object argument) {
    return argument instanceof Path path && Proxy.isProxyClass(path.getClass())
        ? Path.of(path.toString())
        : argument;
  }

  private static Path plain(Path path) {
    return Path.of(path.toString());
  }

  private void call(Path path) throws IOException {
    if (calls++ == failAt) {
      throw new IOException(path + ": No space left on device");
    }
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean writes = options.contains(StandardOpenOption.WRITE);
    if (writes) {
      call(path);
    }
    FileChannel channel = FileChannel.open(plain(path), options, attributes);
    return writes ? new FaultyChannel(channel, () -> call(path)) : channel;
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return options.contains(StandardOpenOption.WRITE)
        ? newFileChannel(path, options, attributes)
        : real.newByteChannel(plain(path), options, attributes);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    if (!Files.exists(plain(path))) {
      call(path);
    }
    real.createDirectory(plain(path), attributes);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    call(to);
    real.move(plain(from), plain(to), options);
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    call(to);
    real.copy(plain(from), plain(to), options);
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(plain(path));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> files = real.newDirectoryStream(plain(path), p -> true);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> all = files.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return all.hasNext();
          }

          @Override
          public Path next() {
            return path(all.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        files.close();
      }
    };
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return real.isSameFile(plain(one), plain(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(plain(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(plain(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(plain(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(plain(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(plain(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return real.readAttributes(plain(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(plain(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  private final class Names extends FileSystem {
    private final FileSystem inner = Path.of("").getFileSystem();

    @Override
    public FileSystemProvider provider() {
      return FaultyDisk.this;
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return inner.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return inner.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return inner.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return inner.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(inner.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
      return inner.getPathMatcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return inner.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
      return inner.newWatchService();
    }
  }
}
