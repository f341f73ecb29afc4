package dev.bantam.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import dev.bantam.generate.Generator;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import dev.bantam.server.http.HttpSettings;
import dev.bantam.server.http.Keys;
import dev.bantam.train.data.DataFolder;
import dev.bantam.train.data.DataSet;
import dev.bantam.train.data.Layout;
import dev.bantam.train.data.Loader;
import dev.bantam.train.data.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Arena, models and metrics as a user sees them, on a server that asks for keys. */
class ArenaPageTest {
  @TempDir private static Path folder;
  private static TestServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start(folder.resolve("profile"));
    Keys keys = Keys.of(List.of("user-key"), "admin-key");
    HttpSettings http = HttpSettings.DEFAULT.withKeys(keys);
    server = new TestServer(folder, ServerSettings.DEFAULT.withHttp(http));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static void open(String view, String key) {
    browser.open(server.uri("/page/icon.svg"));
    browser.driver().executeScript("sessionStorage.setItem('bantam.key', arguments[0])", key);
    browser.forget();
    browser.open(server.uri("/#" + view));
  }

  @Test
  void keepsAVoteAsATrainingPair() throws IOException {
    open("arena", "user-key");
    browser.find(".who summary").click();
    browser.find("[name=max_tokens]").sendKeys("12");
    browser.find("#arena-prompt").sendKeys("Which is better?");
    browser.find("#fight").click();
    WebElement left = browser.find("[data-vote=left]");
    String blind = browser.find(".view").getDomProperty("innerText");
    assertThat(browser.all(".side h2"))
        .extracting(WebElement::getText)
        .containsExactly("Left", "Right");
    assertThat(blind).doesNotContain("tiny: ").contains("Both are bad");
    left.click();
    String winner = browser.await("the names", () -> name(0));
    String loser = winner.equals("tiny") ? "other" : "tiny";
    assertThat(browser.all(".standings tbody tr"))
        .extracting(WebElement::getText)
        .first()
        .asString()
        .startsWith(winner);
    browser.assertQuiet(server.uri("/"));

    Path votes = folder.resolve("home/arena/votes.jsonl");
    List<String> lines = Files.readAllLines(votes);
    assertThat(lines).hasSize(1);
    Map<String, ?> row = Json.parseObject("vote", lines.getFirst());
    assertThat(row.get("chosen_model")).isEqualTo(winner);
    assertThat(row.get("rejected_model")).isEqualTo(loser);
    assertThat(row.get("prompt"))
        .isEqualTo(List.of(Map.of("role", "user", "content", "Which is better?")));
    assertThat(row.get("chosen_settings")).asString().contains("seed=", "max_tokens=12");
    assertThat(trainingPairs(votes)).isEqualTo(1);
  }

  private static String name(int side) {
    String name = browser.all(".side h2").get(side).getText();
    return name.equals("Left") || name.equals("Right") ? null : name;
  }

  /** What training reads of a file. */
  private static int trainingPairs(Path votes) throws IOException {
    try (Generator generator = Generator.open(folder.resolve("tiny.gguf"))) {
      PromptEncoder prompts = new PromptEncoder(generator.file(), generator.tokenizer());
      DataSet data = DataFolder.open(votes, Mapping.NONE).train();
      assertThat(data.layout()).isEqualTo(Layout.PREFERENCE);
      return new Loader(generator.tokenizer(), prompts, 512, LocalDateTime.MIN)
          .pairs(data)
          .examples()
          .size();
    }
  }

  @Test
  void loadsUnloadsAndDeletesModels() {
    open("models", "admin-key");
    browser.find("[data-model=other]");
    if (browser.all("[data-model=other] .badge").isEmpty()) {
      browser.button("[data-model=other]", "Load").click();
    }
    browser.find("[data-model=other] .badge");
    browser.button("[data-model=other]", "Unload").click();
    browser.await("no badge", () -> browser.all("[data-model=other] .badge").isEmpty());
    browser.find("[data-model=other] summary").click();
    assertThat(browser.find("[data-model=other] pre").getText()).contains("completion");
    browser.button("[data-model=other]", "Delete").click();
    browser.driver().switchTo().alert().dismiss();
    assertThat(browser.all("[data-model=other]")).hasSize(1);
    browser.find("#pull-name").sendKeys("no such name");
    browser.button(".pull", "Pull").click();
    assertThat(browser.find(".pull .failure").getText()).isNotEmpty();
  }

  @Test
  void asksForAKey() {
    open("models", "");
    browser.find("dialog input").sendKeys("wrong\n");
    assertThat(browser.find("dialog .failure").getText()).contains("not one of this server's");
    WebElement input = browser.find("dialog input");
    input.clear();
    input.sendKeys("user-key\n");
    browser.find("[data-model=tiny]");
    assertThat(browser.all("dialog")).isEmpty();
    Object kept = browser.driver().executeScript("return JSON.stringify(localStorage)");
    assertThat(String.valueOf(kept)).doesNotContain("user-key");
  }

  @Test
  void showsMetrics() {
    open("metrics", "user-key");
    assertThat(browser.find("[data-series='Models loaded'] .value").getText()).matches("\\d");
    browser.await(
        "a curve", () -> !browser.driver().findElements(By.cssSelector("polyline")).isEmpty());
    browser.assertQuiet(server.uri("/"));
  }
}
