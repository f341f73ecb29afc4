package dev.bantam.tasks.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.tika.detect.CompositeEncodingDetector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.HtmlEncodingDetector;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;
import org.apache.tika.parser.txt.UniversalEncodingDetector;
import org.jspecify.annotations.Nullable;

/** Which kinds of files there are, and who reads them. */
final class Kinds {
  private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

  private static final MediaType PDF = MediaType.application("pdf");
  private static final MediaType MAIL = MediaType.parse("message/rfc822");

  /** Guess an encoding where there is neither a mark nor valid UTF-8. */
  static final List<EncodingDetector> ENCODINGS =
      List.of(new UniversalEncodingDetector(), new Icu4jEncodingDetector());

  private static final EncodingDetector HTML_ENCODING =
      new CompositeEncodingDetector(
          List.of(new HtmlEncodingDetector(), ENCODINGS.getFirst(), ENCODINGS.getLast()));

  /**
   * Constructed by name: looked up as services they would be lost where jars are merged into one.
   */
  private static final Map<String, Supplier<Parser>> PARSERS =
      Map.ofEntries(
          Map.entry("application/pdf", PDFParser::new),
          Map.entry("application/rtf", RTFParser::new),
          Map.entry("text/html", () -> new JSoupParser(HTML_ENCODING)),
          Map.entry("application/xhtml+xml", () -> new JSoupParser(HTML_ENCODING)),
          Map.entry("application/x-tika-msoffice", OfficeParser::new),
          Map.entry("application/epub+zip", EpubParser::new),
          Map.entry(ZipParts.OOXML, OOXMLParser::new));

  private Kinds() {}

  /** What a file is, from its first bytes, the parts of an archive, and last its name. */
  static MediaType detect(String name, byte[] bytes) throws IOException {
    Metadata metadata = new Metadata();
    if (ZipParts.isZip(bytes)) {
      return ZipParts.type(name, bytes);
    }
    MediaType found = TYPES.detect(new ByteArrayInputStream(bytes), metadata);
    if (found.equals(MediaType.OCTET_STREAM) && Encoding.isLikely(bytes)) {
      return MediaType.TEXT_PLAIN;
    }
    if (!isText(found)) {
      return found;
    }
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
    MediaType named = TYPES.detect(new ByteArrayInputStream(bytes), metadata);
    return isText(named) || PARSERS.containsKey(named.getBaseType().toString()) ? named : found;
  }

  static boolean isPdf(MediaType type) {
    return type.getBaseType().equals(PDF);
  }

  /** Whether a file of a type can be read as the text that it is. */
  static boolean isText(MediaType type) {
    MediaTypeRegistry registry = TYPES.getMediaTypeRegistry();
    return registry.isInstanceOf(type, MediaType.TEXT_PLAIN);
  }

  static boolean isMail(MediaType type) {
    return type.getBaseType().equals(MAIL);
  }

  static boolean isMarkdown(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".md") || lower.endsWith(".markdown");
  }

  /** Who reads files of a type; null for plain text and for what nobody reads. */
  static @Nullable Parser parser(MediaType type) {
    String base = type.getBaseType().toString();
    if (base.startsWith(ZipParts.OPEN_DOCUMENT)) {
      return new OpenDocumentParser();
    }
    Supplier<Parser> parser = PARSERS.get(base.startsWith(ZipParts.OOXML) ? ZipParts.OOXML : base);
    if (parser == null && isOle(type)) {
      return new OfficeParser();
    }
    return parser == null ? null : parser.get();
  }

  private static boolean isOle(MediaType type) {
    return TYPES
        .getMediaTypeRegistry()
        .isInstanceOf(type, MediaType.application("x-tika-msoffice"));
  }

  /** How parsers read: text only, one event at a time. */
  static void settings(ParseContext context) {
    PDFParserConfig pdf = new PDFParserConfig();
    pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
    pdf.setExtractInlineImages(false);
    pdf.setExtractBookmarksText(true);
    pdf.setThrowOnEncryptedPayload(true);
    context.set(PDFParserConfig.class, pdf);
    OfficeParserConfig office = new OfficeParserConfig();
    office.setUseSAXDocxExtractor(true);
    office.setUseSAXPptxExtractor(true);
    office.setIncludeHeadersAndFooters(false);
    office.setIncludeSlideMasterContent(false);
    context.set(OfficeParserConfig.class, office);
  }
}
