package dev.bantam.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.http.ServerJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteFilesTest {
  @TempDir private Path folder;

  private static Vote vote(String left, String right, String winner) {
    String json =
        """
        {"prompt": [{"role": "user", "content": "Hi"}], "winner": "%s",
         "left": {"model": "%s", "answer": "l", "settings": {"seed": 1}},
         "right": {"model": "%s", "answer": "r"}}
        """
            .formatted(winner, left, right);
    return Vote.read(fields(json));
  }

  private static JsonFields fields(String json) {
    return new JsonFields(ServerJson.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aTornLineIsCutOffBeforeTheNext() throws IOException {
    VoteFiles files = new VoteFiles(folder);
    files.add(vote("a", "b", "left"));
    Path file = folder.resolve("votes.jsonl");
    String whole = Files.readString(file);
    Files.writeString(file, "{\"prompt\": [{\"ro", StandardOpenOption.APPEND);
    assertThat(files.pairs()).asString(StandardCharsets.UTF_8).isEqualTo(whole);
    files.add(vote("a", "b", "right"));
    assertThat(Files.readString(file)).startsWith(whole);
    assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.endsWith("}"));
  }

  @Test
  void votesOfManyAtOnceAreWholeLines() throws Exception {
    VoteFiles files = new VoteFiles(folder);
    List<Thread> voters = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      voters.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int n = 0; n < 5; n++) {
                    files.add(vote("a", "b", "left"));
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread voter : voters) {
      voter.join();
    }
    assertThat(files.standings().toJson()).containsEntry("votes", 40);
  }

  /** With 3 wins of 4 and the even vote against the average player, x solves Hunter's equation. */
  @Test
  void ratesByBradleyAndTerry() throws IOException {
    VoteFiles files = new VoteFiles(folder);
    for (String winner : List.of("left", "left", "left", "right", "tie")) {
      files.add(vote("a", "b", winner));
    }
    files.add(vote("a", "a", "bad"));
    Map<String, Object> json = files.standings().toJson();
    List<?> rows = (List<?>) json.get("standings");
    Map<?, ?> a = (Map<?, ?>) rows.getFirst();
    assertThat(json).containsEntry("votes", 6);
    assertThat(a.get("name")).isEqualTo("a");
    assertThat(List.of(a.get("won"), a.get("lost"), a.get("even"))).isEqualTo(List.of(3, 1, 1));
    double strength = Math.pow(10, (((Number) a.get("rating")).doubleValue() - 1000) / 400);
    double other = 1 / strength;
    assertThat(5 * strength / (strength + other) + strength / (strength + 1))
        .isCloseTo(4, within(1e-6));
  }

  @Test
  void aModelWithAnAdapterIsAPlayerOfItsOwn() {
    String json =
        """
        {"prompt": [{"role": "user", "content": "Hi"}], "winner": "right",
         "left": {"model": "a", "answer": "l"},
         "right": {"model": "a", "answer": "r", "adapters": [{"name": "x", "scale": 0.5}]}}
        """;
    assertThat(Vote.read(fields(json)).toRow(Instant.EPOCH))
        .containsEntry("chosen_model", "a + x × 0.5")
        .containsEntry("rejected_model", "a")
        .containsEntry("time", "1970-01-01T00:00:00Z");
  }

  @Test
  void refusesWhatIsNoVote() {
    assertThatThrownBy(() -> Vote.read(fields("{}"))).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> vote("a", "b", "me")).hasMessageContaining("winner must be");
    String same =
        """
        {"prompt": [{"role": "user", "content": "Hi"}], "winner": "left",
         "left": {"model": "a", "answer": "l"}, "right": {"model": "b", "answer": "l"}}
        """;
    assertThatThrownBy(() -> Vote.read(fields(same))).hasMessageContaining("the same");
  }
}
