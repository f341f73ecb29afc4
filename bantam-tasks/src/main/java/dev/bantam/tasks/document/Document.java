package dev.bantam.tasks.document;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a file says.
 *
 * @param name by which results cite it: a path, or what a client called it
 * @param mediaType what it was found to be, such as {@code application/pdf}
 * @param title as the file gives it, else its first heading, else its name
 */
public record Document(String name, String mediaType, String title, List<Block> blocks) {
  public Document {
    blocks = List.copyOf(blocks);
  }

  /** Plain text, whose paragraphs have empty lines between them. */
  public static Document text(String name, String text) {
    List<Block> blocks =
        Arrays.stream(text.replace("\r\n", "\n").split("\n[ \t]*\n"))
            .map(String::strip)
            .filter(paragraph -> !paragraph.isEmpty())
            .map(Block::paragraph)
            .toList();
    return new Document(name, "text/plain", name, blocks);
  }

  /** All of it, with empty lines between blocks. */
  public String text() {
    return blocks.stream().map(Block::text).collect(Collectors.joining("\n\n"));
  }
}
