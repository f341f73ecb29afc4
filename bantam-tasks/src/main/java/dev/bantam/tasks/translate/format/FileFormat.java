package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Formats of files whose texts can be translated. */
public enum FileFormat {
  /** Paragraphs, line by line. */
  TEXT("txt text"),
  /** CommonMark; code, targets of links and front matter stay. */
  MARKDOWN("md markdown"),
  /** HTML; scripts, styles and code stay. */
  HTML("html htm xhtml"),
  /** SubRip subtitles. */
  SRT("srt"),
  /** WebVTT subtitles. */
  VTT("vtt"),
  /** GNU gettext's catalogues of messages. */
  PO("po pot"),
  /** XLIFF 1.2 and 2.0. */
  XLIFF("xlf xliff");

  /**
   * What readers ask.
   *
   * @param to language of the translations, such as {@code pl}
   * @param fuzzy whether translations that are marked as doubtful are made anew
   */
  public record Options(String to, boolean fuzzy) {}

  private final String endings;

  /**
   * @param endings of files' names, with spaces between them
   */
  FileFormat(String endings) {
    this.endings = endings;
  }

  private List<String> endings() {
    return List.of(endings.split(" ", -1));
  }

  /**
   * Finds the texts of a file.
   *
   * @param name for messages
   * @throws MalformedFileException if it is not of this format
   */
  public TextFile read(String name, String text, Options options) throws MalformedFileException {
    try {
      return switch (this) {
        case TEXT -> PlainText.read(text);
        case MARKDOWN -> MarkdownFile.read(text);
        case HTML -> HtmlFile.read(text);
        case SRT -> Subtitles.srt(name, text, options);
        case VTT -> Subtitles.vtt(name, text, options);
        case PO -> PoFile.read(name, text, options);
        case XLIFF -> XliffFile.read(name, text, options);
      };
    } catch (StackOverflowError e) {
      throw new MalformedFileException(name, -1, "is nested too deeply");
    }
  }

  /**
   * The format of a file by what its name ends with.
   *
   * @throws MalformedFileException naming all endings, if there is none
   */
  public static FileFormat of(String name) throws MalformedFileException {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Optional<FileFormat> format =
        Arrays.stream(values()).filter(one -> one.endings().contains(ending)).findFirst();
    if (format.isEmpty()) {
      String all =
          Arrays.stream(values())
              .map(one -> "." + one.endings().getFirst())
              .collect(Collectors.joining(", "));
      throw new MalformedFileException(
          name, -1, "is of no format that is translated here: " + all + " (or name it: --format)");
    }
    return format.get();
  }

  /** Whether line breaks in its texts mean no more than spaces. */
  public boolean flows() {
    return switch (this) {
      case MARKDOWN, HTML, XLIFF -> true;
      case TEXT, SRT, VTT, PO -> false;
    };
  }

  /** As options and JSON name it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
