package dev.bantam.tasks.document;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.tika.mime.MediaType;

/**
 * What an archive is, such as a Word document, and whether it is safe to unpack: all parts are
 * unpacked once, into nothing, and counted, before anybody else looks at them.
 */
final class ZipParts {
  static final String OOXML = "application/vnd.openxmlformats-officedocument";
  static final String OPEN_DOCUMENT = "application/vnd.oasis.opendocument";

  /** Parts below this many bytes may be as dense as they like. */
  private static final long SMALL = 1 << 20;

  private ZipParts() {}

  static boolean isZip(byte[] bytes) {
    return bytes.length > 3
        && bytes[0] == 'P'
        && bytes[1] == 'K'
        && ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6));
  }

  /** The type of an archive that may be unpacked. */
  static MediaType type(String name, byte[] bytes) throws IOException {
    try (ZipFile zip = ZipFile.builder().setByteArray(bytes).get()) {
      List<ZipArchiveEntry> parts = Collections.list(zip.getEntries());
      if (parts.size() > DocumentLimits.PARTS) {
        throw bomb(name, "has %,d parts".formatted(parts.size()));
      }
      check(name, zip, parts);
      ZipArchiveEntry kind = zip.getEntry("mimetype");
      if (kind != null) {
        try (InputStream in = zip.getInputStream(kind)) {
          String type = new String(in.readNBytes(100), StandardCharsets.US_ASCII).strip();
          MediaType parsed = MediaType.parse(type);
          return parsed == null ? MediaType.APPLICATION_ZIP : parsed;
        }
      }
      return office(parts);
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedFileException(
          name, -1, "is damaged: its archive cannot be unpacked: " + Parsing.firstLine(e));
    }
  }

  private static MediaType office(List<ZipArchiveEntry> parts) {
    for (ZipArchiveEntry part : parts) {
      int folder = part.getName().indexOf('/');
      switch (folder < 0 ? "" : part.getName().substring(0, folder)) {
        case "word" -> {
          return MediaType.parse(OOXML + ".wordprocessingml.document");
        }
        case "ppt" -> {
          return MediaType.parse(OOXML + ".presentationml.presentation");
        }
        case "xl" -> {
          return MediaType.parse(OOXML + ".spreadsheetml.sheet");
        }
        default -> {}
      }
    }
    return MediaType.APPLICATION_ZIP;
  }

  private static void check(String name, ZipFile zip, List<ZipArchiveEntry> parts)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    for (ZipArchiveEntry part : parts) {
      if (part.getGeneralPurposeBit().usesEncryption()) {
        throw DocumentReader.encrypted(name);
      }
      long packed = Math.max(1, part.getCompressedSize());
      long unpacked = 0;
      try (InputStream in = zip.getInputStream(part)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          unpacked += n;
          total += n;
          if (unpacked > SMALL && unpacked / packed > DocumentLimits.RATIO) {
            throw bomb(
                name, "a part unpacks to over %d times its size".formatted(DocumentLimits.RATIO));
          }
          if (total > DocumentLimits.UNPACKED) {
            throw bomb(name, "unpacks to over %d MiB".formatted(DocumentLimits.UNPACKED >> 20));
          }
        }
      }
    }
  }

  private static MalformedFileException bomb(String name, String why) {
    return new MalformedFileException(name, -1, "is a zip bomb: " + why);
  }
}
