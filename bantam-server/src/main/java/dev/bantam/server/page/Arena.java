package dev.bantam.server.page;

import dev.bantam.server.http.Access;
import dev.bantam.server.http.Api;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.Router;
import java.io.IOException;
import java.nio.file.Path;

/** What the arena keeps: votes on pairs of answers, for standings and for preference tuning. */
public final class Arena {
  private final VoteFiles votes;

  /**
   * @param home the models' home, whose folder {@code arena} gets the votes
   */
  public Arena(Path home) {
    votes = new VoteFiles(home.resolve("arena"));
  }

  /**
   * Adds the arena's routes.
   *
   * @param readers who may read what others asked and voted
   */
  public void register(Router router, Access readers) {
    router.add("POST", "/arena/votes", Api.OPENAI, Access.USER, this::vote);
    router.add("GET", "/arena/votes", Api.OPENAI, readers, this::pairs);
    router.add("GET", "/arena/standings", Api.OPENAI, Access.USER, this::standings);
  }

  private void vote(Exchange exchange) throws IOException {
    votes.add(Vote.read(exchange.body()));
    standings(exchange);
  }

  private void pairs(Exchange exchange) throws IOException {
    exchange.setHeader("Content-Disposition", "attachment; filename=votes.jsonl");
    exchange.setHeader("Cache-Control", "no-store");
    exchange.send(200, "application/jsonl", votes.pairs());
  }

  private void standings(Exchange exchange) throws IOException {
    exchange.json(200, votes.standings().toJson());
  }
}
