package dev.bantam.server.page;

import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Two answers to a conversation, and which one a person preferred.
 *
 * @param prompt messages as OpenAI writes them
 */
record Vote(List<Map<String, Object>> prompt, Side left, Side right, Winner winner) {
  private static final int ADAPTERS = 16;

  /** What a person may say. */
  enum Winner {
    LEFT,
    RIGHT,
    TIE,
    BAD
  }

  /**
   * An answer and who gave it.
   *
   * @param name the model and its adapters, as the standings call them
   * @param settings seed, sampling and adapters, as plain data
   */
  record Side(String name, String answer, Map<String, Object> settings) {}

  /**
   * Reads a vote.
   *
   * @throws ApiException 400, which names the parameter
   */
  static Vote read(JsonFields body) {
    List<Map<String, Object>> prompt = new ArrayList<>();
    for (JsonFields message : body.objects("prompt", HttpLimits.MESSAGES)) {
      prompt.add(message(message.string("role"), message.string("content")));
    }
    if (prompt.isEmpty()) {
      throw body.wrong("prompt", "a list of messages");
    }
    Winner winner =
        switch (body.string("winner")) {
          case "left" -> Winner.LEFT;
          case "right" -> Winner.RIGHT;
          case "tie" -> Winner.TIE;
          case "bad" -> Winner.BAD;
          default -> throw body.wrong("winner", "left, right, tie or bad");
        };
    Vote vote = new Vote(prompt, side(body, "left"), side(body, "right"), winner);
    if (vote.isDecided() && vote.left.answer.equals(vote.right.answer)) {
      throw ApiException.bad("winner", "the answers are the same: none can be better");
    }
    return vote;
  }

  private static Side side(JsonFields body, String name) {
    JsonFields side = body.object(name);
    if (side == null) {
      throw ApiException.bad(name, name + " is missing");
    }
    StringBuilder title = new StringBuilder(side.string("model"));
    List<Map<String, Object>> adapters = new ArrayList<>();
    for (JsonFields adapter : side.objects("adapters", ADAPTERS)) {
      double scale = adapter.number("scale", -100, 100, 1);
      adapters.add(Map.of("name", adapter.string("name"), "scale", scale));
      title.append(" + ").append(adapter.string("name")).append(" × ").append(scale);
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    JsonFields given = side.object("settings");
    if (given != null) {
      for (Map.Entry<String, JsonNode> setting : given.node().properties()) {
        settings.put(setting.getKey(), setting.getValue());
      }
    }
    if (!adapters.isEmpty()) {
      settings.put("adapters", adapters);
    }
    return new Side(title.toString(), side.string("answer"), settings);
  }

  boolean isDecided() {
    return winner == Winner.LEFT || winner == Winner.RIGHT;
  }

  /**
   * The vote as a line's fields. One that is decided is a row of a preference data set ({@code
   * prompt}, {@code chosen}, {@code rejected}), in which further columns do not count; any other
   * has neither.
   */
  Map<String, Object> toRow(Instant time) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prompt", prompt);
    if (isDecided()) {
      put(row, "chosen", winner == Winner.LEFT ? left : right);
      put(row, "rejected", winner == Winner.LEFT ? right : left);
    } else {
      put(row, "left", left);
      put(row, "right", right);
      row.put("verdict", winner == Winner.TIE ? "tie" : "both bad");
    }
    row.put("time", time.toString());
    return row;
  }

  private static void put(Map<String, Object> row, String field, Side side) {
    row.put(field, List.of(message("assistant", side.answer)));
    row.put(field + "_model", side.name);
    row.put(field + "_settings", side.settings);
  }

  private static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }
}
