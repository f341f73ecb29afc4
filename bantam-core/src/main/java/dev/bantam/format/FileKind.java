package dev.bantam.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a file with weights is, by its first bytes and, where they say nothing, by its name. */
public enum FileKind {
  GGUF,
  SAFETENSORS,
  /** A checkpoint of llama2.c. */
  LLAMA2C,
  /** Python's pickle, alone or in a zip file, as torch.save writes it. It is never read. */
  PICKLE,
  UNKNOWN;

  private static final List<String> PICKLED = List.of(".pt", ".pth", ".ckpt", ".pkl", ".bin");
  private static final int ZIP = 0x0403_4B50; // "PK\3\4"
  private static final int HEAD = Llama2c.HEADER_BYTES;

  /**
   * The kind of a regular file.
   *
   * @throws IOException if it cannot be read
   */
  public static FileKind of(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
    int magic;
    try (InputStream in = Files.newInputStream(file)) {
      int length = in.readNBytes(head.array(), 0, HEAD);
      magic = head.getInt(0);
      head.limit(length);
    }
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (magic == GgufHeader.MAGIC || name.endsWith(".gguf")) {
      return GGUF;
    }
    boolean pickle = (magic & 0xFF) == 0x80 && (magic >> 8 & 0xFF) >= 2 && (magic >> 8 & 0xFF) <= 5;
    if (magic == ZIP || pickle) {
      return PICKLE;
    }
    if (name.endsWith(".safetensors") || head.limit() > 8 && head.get(8) == '{') {
      return SAFETENSORS;
    }
    if (name.endsWith(".bin") && Llama2c.isHeader(head, Files.size(file))) {
      return LLAMA2C;
    }
    return PICKLED.stream().anyMatch(name::endsWith) ? PICKLE : UNKNOWN;
  }

  /** Why a pickled file is refused, and what to do. */
  public static MalformedFileException pickled(Path file) {
    return new MalformedFileException(
        file,
        -1,
        "pickled weights are not read, since reading a pickle can run any program in it;"
            + " convert them to safetensors, or take a .safetensors or .gguf file of the model");
  }
}
