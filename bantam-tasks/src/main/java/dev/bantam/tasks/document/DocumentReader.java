package dev.bantam.tasks.document;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.xml.sax.SAXException;

/**
 * Reads files of all kinds as {@link Document}s: PDF, Word, PowerPoint, Excel, OpenDocument, RTF,
 * EPUB, HTML, Markdown, e-mail and plain text in any encoding. What a file is is found from what it
 * holds; its name only helps where that says nothing. Attached and embedded files are not read,
 * pictures neither, and nothing is ever fetched.
 */
public final class DocumentReader {
  private static final long STACK = 64L << 20;

  private DocumentReader() {}

  /**
   * Reads a file, whatever its kind.
   *
   * @throws NoSuchFileException if there is none
   * @throws MalformedFileException if it is damaged, encrypted, empty, too large or of no kind that
   *     is read here; named by its path
   */
  public static Document read(Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file, -1, "is no ordinary file");
    }
    if (Files.size(file) > DocumentLimits.BYTES) {
      throw tooLarge(file.toString());
    }
    return read(file.toString(), Files.readAllBytes(file));
  }

  /**
   * Reads what a file holds.
   *
   * @param name by which it is cited, whose ending helps to tell its kind
   * @throws MalformedFileException as {@link #read(Path)}; named by {@code name}
   */
  public static Document read(String name, byte[] bytes) throws IOException {
    return read(name, bytes, Duration.ofSeconds(DocumentLimits.SECONDS));
  }

  static Document read(String name, byte[] bytes, Duration patience) throws IOException {
    if (bytes.length == 0) {
      throw new MalformedFileException(name, -1, "is empty");
    }
    if (bytes.length > DocumentLimits.BYTES) {
      throw tooLarge(name);
    }
    Parsing parsing = new Parsing(name, bytes);
    FutureTask<Document> task = new FutureTask<>(parsing::document);
    Thread thread = new Thread(null, task, "bantam-document", STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new MalformedFileException(
          name, -1, "is not read after %d s: given up".formatted(patience.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MalformedFileException(name, -1, "is not read: interrupted");
    } catch (ExecutionException e) {
      throw failure(name, e.getCause());
    } finally {
      parsing.stop();
      thread.interrupt();
    }
  }

  /** What a user is told of whatever the parsers throw. */
  private static MalformedFileException failure(String name, Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case MalformedFileException e -> {
          return e;
        }
        case Parsing.Refused e -> {
          return new MalformedFileException(name, -1, e.reason());
        }
        case EncryptedDocumentException _, org.apache.poi.EncryptedDocumentException _ -> {
          return encrypted(name);
        }
        case StackOverflowError _ -> {
          return new MalformedFileException(name, -1, "is nested too deeply");
        }
        case OutOfMemoryError _ -> {
          return new MalformedFileException(name, -1, "needs more memory than there is");
        }
        default -> {}
      }
    }
    return switch (thrown) {
      case IOException e -> damaged(name, e);
      case TikaException e -> damaged(name, e.getCause() == null ? e : e.getCause());
      case SAXException e -> damaged(name, e);
      case RuntimeException e -> damaged(name, e);
      default -> throw new IllegalStateException(name + ": " + thrown, thrown);
    };
  }

  static MalformedFileException encrypted(String name) {
    return new MalformedFileException(name, -1, "is encrypted: remove its password");
  }

  private static MalformedFileException damaged(String name, Throwable cause) {
    return new MalformedFileException(name, -1, "is damaged: " + Parsing.firstLine(cause));
  }

  private static MalformedFileException tooLarge(String name) {
    return new MalformedFileException(
        name, -1, "is too large: at most %d MiB are read".formatted(DocumentLimits.BYTES >> 20));
  }
}
