package dev.bantam.tasks.translate.format;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads XML of strangers: no document type, so no entities of its own, none of other files, and no
 * bombs of them.
 */
public final class Xml {
  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  private Xml() {}

  /**
   * Whether a text is well-formed.
   *
   * @throws MalformedFileException if it is not, or has a document type
   */
  static void check(String name, String text) throws MalformedFileException {
    parse(name, text, new DefaultHandler());
  }

  /**
   * Parses a text.
   *
   * @throws MalformedFileException if it is not well-formed, has a document type, or the handler
   *     refuses it
   */
  public static void parse(String name, String text, DefaultHandler handler)
      throws MalformedFileException {
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
      factory.setFeature(NO_DOCTYPE, true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      SAXParser parser = factory.newSAXParser();
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
      parser.parse(new InputSource(new StringReader(plain)), handler);
    } catch (SAXParseException e) {
      throw new MalformedFileException(
          name + ":" + e.getLineNumber(), -1, "is no XML: " + e.getMessage());
    } catch (SAXException e) {
      throw new MalformedFileException(name, -1, String.valueOf(e.getMessage()));
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException(e); // a parser of the JDK's own, reading from memory
    }
  }
}
