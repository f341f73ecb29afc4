package dev.bantam.tasks.document;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** The reading of one file. Belongs to one thread, but for {@link #stop}. */
final class Parsing {
  private final String name;
  private final byte[] bytes;
  private final Metadata metadata = new Metadata();
  private final BlockHandler blocks = new BlockHandler();

  Parsing(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** A file is not read on, for a reason that is a user's to know. */
  static final class Refused extends SAXException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Refused(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  /** Nobody waits for it any more: ends at the next piece of text. */
  void stop() {
    blocks.stop();
  }

  Document document() throws IOException, TikaException, SAXException {
    MediaType type = Kinds.detect(name, bytes);
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
    metadata.set(Metadata.CONTENT_TYPE, type.toString());
    List<Block> found = blocks(type);
    if (found.isEmpty()) {
      throw new MalformedFileException(
          name, -1, "holds no text (of pictures, such as scanned pages, none is read)");
    }
    return new Document(name, type.getBaseType().toString(), title(found), found);
  }

  private List<Block> blocks(MediaType type) throws IOException, TikaException, SAXException {
    if (Kinds.isMail(type)) {
      return mail();
    }
    Parser parser = Kinds.parser(type);
    if (parser != null) {
      parse(parser);
      return Kinds.isPdf(type)
          ? PdfLayout.mended(blocks.taken(), blocks.outline())
          : blocks.taken();
    }
    if (!Kinds.isText(type)) {
      throw new MalformedFileException(
          name, -1, "is of no kind that is read here (%s)".formatted(type.getBaseType()));
    }
    String text = Encoding.decode(name, bytes);
    return Kinds.isMarkdown(name) ? html(rendered(text)) : PlainText.blocks(text);
  }

  private List<Block> mail() throws IOException, TikaException, SAXException {
    Mail mail = Mail.parse(bytes);
    metadata.set(TikaCoreProperties.TITLE, mail.subject());
    List<Block> all = new ArrayList<>(mail.head());
    for (Mail.Text text : mail.texts()) {
      all.addAll(text.html() ? html(text.text()) : PlainText.blocks(text.text()));
    }
    return all;
  }

  private List<Block> html(String html) throws SAXException {
    new JSoupParser().parseString(html, blocks, metadata, context());
    return blocks.taken();
  }

  private void parse(Parser parser) throws IOException, TikaException, SAXException {
    try (TikaInputStream in = TikaInputStream.get(bytes, metadata)) {
      parser.parse(in, blocks, metadata, context());
    }
  }

  private static String rendered(String markdown) {
    org.commonmark.node.Node parsed =
        org.commonmark.parser.Parser.builder().build().parse(markdown);
    return HtmlRenderer.builder().build().render(parsed);
  }

  private static ParseContext context() {
    ParseContext context = new ParseContext();
    context.set(EmbeddedDocumentExtractor.class, new NothingEmbedded());
    context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
    Kinds.settings(context);
    return context;
  }

  private String title(List<Block> found) {
    String title = metadata.get(TikaCoreProperties.TITLE);
    if (title != null && !title.isBlank()) {
      return title.strip();
    }
    return found.stream()
        .filter(block -> block.kind() == Block.Kind.HEADING)
        .map(Block::text)
        .findFirst()
        .orElse(name);
  }

  /** The first line of what a parser says, shortened. */
  static String firstLine(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown.getMessage() == null) {
      message = thrown.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
    int end = message.indexOf('\n');
    message = (end < 0 ? message : message.substring(0, end)).strip();
    return message.length() <= 120 ? message : message.substring(0, 120) + "...";
  }

  /** Files inside files stay unread. */
  private static final class NothingEmbedded implements EmbeddedDocumentExtractor {
    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    @Override
    public void parseEmbedded(
        java.io.InputStream stream,
        ContentHandler handler,
        Metadata metadata,
        boolean outputHtml) {}
  }
}
