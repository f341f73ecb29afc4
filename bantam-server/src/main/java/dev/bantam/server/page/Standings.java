package dev.bantam.server.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who beat whom, and how strong each is by the model of Bradley and Terry ("Rank Analysis of
 * Incomplete Block Designs", 1952): the odds of winning are the ratio of strengths. An even vote
 * counts as half a win for each. Strengths come from Hunter's iteration ("MM algorithms for
 * generalized Bradley-Terry models", 2004) with one even vote of each against an average player
 * added, so that who never lost has a finite one; shown as Elo's scale does: 1000 + 400 log10.
 */
final class Standings {
  private static final int ITERATIONS = 200;
  private static final double AVERAGE = 1000;
  private static final double SCALE = 400;

  private final Map<String, Player> players = new LinkedHashMap<>();
  private int votes;

  private static final class Player {
    final String name;
    final Map<Player, Integer> met = new LinkedHashMap<>();
    int won;
    int lost;
    int even;
    double strength = 1;

    Player(String name) {
      this.name = name;
    }
  }

  /** Counts a win, by the fields that have the names. */
  void won(ObjectNode row, String winner, String loser) {
    if (meet(row.get(winner), row.get(loser))) {
      player(row.get(winner)).won++;
      player(row.get(loser)).lost++;
    }
  }

  /** Counts a vote for nobody, by the fields that have the names. */
  void even(ObjectNode row, String one, String other) {
    if (meet(row.get(one), row.get(other))) {
      player(row.get(one)).even++;
      player(row.get(other)).even++;
    }
  }

  /** Whether two different players met: one against itself says nothing of its strength. */
  private boolean meet(JsonNode one, JsonNode other) {
    if (one == null || other == null || !one.isString() || !other.isString()) {
      return false;
    }
    votes++;
    if (one.equals(other)) {
      return false;
    }
    player(one).met.merge(player(other), 1, Integer::sum);
    player(other).met.merge(player(one), 1, Integer::sum);
    return true;
  }

  private Player player(JsonNode name) {
    return players.computeIfAbsent(name.stringValue(), Player::new);
  }

  /** As the page shows them: the strongest first. */
  Map<String, Object> toJson() {
    rate();
    List<Map<String, Object>> rows = new ArrayList<>();
    players.values().stream()
        .sorted(Comparator.comparingDouble((Player p) -> p.strength).reversed())
        .forEach(player -> rows.add(row(player)));
    return Map.of("votes", votes, "standings", rows);
  }

  private static Map<String, Object> row(Player player) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", player.name);
    row.put("rating", AVERAGE + SCALE * Math.log10(player.strength));
    row.put("won", player.won);
    row.put("lost", player.lost);
    row.put("even", player.even);
    return row;
  }

  private void rate() {
    for (int i = 0; i < ITERATIONS; i++) {
      for (Player player : players.values()) {
        double wins = player.won + player.even / 2.0 + 0.5;
        double expected = 1 / (player.strength + 1);
        for (Map.Entry<Player, Integer> met : player.met.entrySet()) {
          expected += met.getValue() / (player.strength + met.getKey().strength);
        }
        player.strength = wins / expected;
      }
    }
  }
}
