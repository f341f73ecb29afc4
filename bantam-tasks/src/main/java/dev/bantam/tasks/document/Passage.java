package dev.bantam.tasks.document;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Some neighbouring blocks of a document, or part of a long one.
 *
 * @param document its name
 * @param number of the passage in the document, from 1
 * @param page on which it begins, from 1; 0 where there are none
 * @param heading under which it stands, those above it included: {@code Safety > Batteries}; empty
 *     if there is none
 * @param text its blocks with empty lines between them
 */
public record Passage(String document, int number, int page, String heading, String text) {
  /** As plain data. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("document", document);
    fields.put("passage", number);
    if (page > 0) {
      fields.put("page", page);
    }
    if (!heading.isEmpty()) {
      fields.put("heading", heading);
    }
    fields.put("text", text);
    return fields;
  }

  /** For people: {@code manual.pdf, page 3, passage 7}. */
  public String place() {
    return document + (page > 0 ? ", page " + page : "") + ", passage " + number;
  }
}
