package dev.bantam.tasks.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.util.MimeUtil;
import org.jspecify.annotations.Nullable;

/** An e-mail: who wrote when to whom, and its text; what is attached stays unread. */
final class Mail {
  private static final List<String> HEAD = List.of("From", "To", "Cc", "Date");
  private static final int DEPTH = 32;

  private final Message message;
  private final List<Text> texts = new ArrayList<>();

  private Mail(Message message) {
    this.message = message;
  }

  /** A part that is text. */
  record Text(String text, boolean html) {}

  static Mail parse(byte[] bytes) throws IOException {
    DefaultMessageBuilder builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    Mail mail = new Mail(builder.parseMessage(new ByteArrayInputStream(bytes)));
    mail.add(mail.message, 0);
    return mail;
  }

  /** Its subject; empty if it has none. */
  String subject() {
    return message.getSubject() == null ? "" : message.getSubject().strip();
  }

  /** Subject, sender, receivers and date. */
  List<Block> head() {
    List<Block> head = new ArrayList<>();
    if (!subject().isEmpty()) {
      head.add(new Block(Block.Kind.HEADING, 1, 0, subject()));
    }
    List<String> fields = new ArrayList<>();
    for (String name : HEAD) {
      Field field = message.getHeader().getField(name);
      if (field != null) {
        String value =
            DecoderUtil.decodeEncodedWords(MimeUtil.unfold(field.getBody()), DecodeMonitor.SILENT);
        fields.add(name + ": " + Lines.collapsed(value));
      }
    }
    if (!fields.isEmpty()) {
      head.add(Block.paragraph(String.join("; ", fields)));
    }
    return head;
  }

  /** Its text, in the order of its parts; of alternatives the plainest. */
  List<Text> texts() {
    return texts;
  }

  private void add(Entity entity, int depth) throws IOException {
    Body body = entity.getBody();
    if (depth > DEPTH || "attachment".equalsIgnoreCase(entity.getDispositionType())) {
      return;
    }
    switch (body) {
      case Multipart parts when parts.getSubType().equalsIgnoreCase("alternative") -> {
        Entity best = plainest(parts);
        if (best != null) {
          add(best, depth + 1);
        }
      }
      case Multipart parts -> {
        for (Entity part : parts.getBodyParts()) {
          add(part, depth + 1);
        }
      }
      case TextBody text -> {
        try (InputStream in = text.getInputStream()) {
          String said = decoded(in.readAllBytes(), entity);
          texts.add(new Text(said, isHtml(entity)));
        }
      }
      case null, default -> {}
    }
  }

  private static String decoded(byte[] bytes, Entity part) throws IOException {
    @Nullable String charset = part.getCharset();
    try {
      return charset == null || charset.equalsIgnoreCase("us-ascii")
          ? Encoding.decode("a part", bytes)
          : new String(bytes, Charset.forName(charset));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Encoding.decode("a part", bytes);
    }
  }

  /**
   * Of several forms of the same: plain text, else one that is text or holds some, else the last.
   */
  private static @Nullable Entity plainest(Multipart parts) {
    Entity best = null;
    for (Entity part : parts.getBodyParts()) {
      String type = part.getMimeType().toLowerCase(Locale.ROOT);
      if (type.equals("text/plain")) {
        return part;
      }
      best = best == null || type.startsWith("text/") || part.isMultipart() ? part : best;
    }
    return best;
  }

  private static boolean isHtml(Entity part) {
    return part.getMimeType().equalsIgnoreCase("text/html");
  }
}
