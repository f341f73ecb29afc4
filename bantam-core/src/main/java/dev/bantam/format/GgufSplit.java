package dev.bantam.format;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A GGUF model split over files {@code name-00001-of-00003.gguf}: the names of the parts, and what
 * their {@code split.} keys should say. Source: {@code llama_split_path} of llama.cpp.
 */
final class GgufSplit {
  private static final String PREFIX = "split.";
  private static final String NUMBER = PREFIX + "no";
  private static final String COUNT = PREFIX + "count";
  private static final String TENSORS = PREFIX + "tensors.count";

  private GgufSplit() {}

  /** How many parts the model has; 0 if it was never split. */
  static int count(Metadata metadata) throws MalformedFileException {
    return metadata.integer(COUNT, 0);
  }

  /** The files of all parts, beside one of them and named like it. */
  static List<Path> parts(Path file, Metadata metadata) throws MalformedFileException {
    int count = count(metadata);
    if (count > Limits.FILE_PARTS) {
      throw new MalformedFileException(
          file, -1, count + " parts are more than the " + Limits.FILE_PARTS + " that are read");
    }
    Path name = file.getFileName();
    String suffix = suffix(metadata.integer(NUMBER), count);
    if (name == null || !name.toString().endsWith(suffix)) {
      throw new MalformedFileException(
          file, -1, "the name of this part of a split model should end in " + suffix);
    }
    String full = name.toString();
    String stem = full.substring(0, full.length() - suffix.length());
    return IntStream.range(0, count)
        .mapToObj(i -> file.resolveSibling(stem + suffix(i, count)))
        .toList();
  }

  private static String suffix(int number, int count) {
    return "-%05d-of-%05d.gguf".formatted(number + 1L, count);
  }

  static void check(Path part, Metadata metadata, int number, int count)
      throws MalformedFileException {
    if (count(metadata) != count || metadata.integer(NUMBER) != number) {
      throw new MalformedFileException(
          part, -1, "should be part " + number + " of " + count + " by its name, and is another");
    }
  }

  static void checkTensors(Path first, Metadata metadata, int tensors)
      throws MalformedFileException {
    int expected = metadata.integer(TENSORS, tensors);
    if (expected != tensors) {
      throw new MalformedFileException(
          first, -1, "the parts have " + tensors + " tensors together instead of " + expected);
    }
  }

  /** The metadata of the whole model: the first part's without the keys of splitting. */
  static Metadata whole(Metadata first) {
    Map<String, Object> values = new LinkedHashMap<>(first.values());
    values.keySet().removeIf(key -> key.startsWith(PREFIX));
    return first.with(values);
  }
}
