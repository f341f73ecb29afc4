package dev.bantam.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The chat as a user sees it. */
class ChatPageTest {
  private static final String ANSWER = ".message.assistant";
  private static final String DONE = ANSWER + " .stats";

  /** Bytes a second with which an answer of 3,500 tokens takes longer than any browser does. */
  private static final int SLOW = 40_000;

  @TempDir private static Path folder;
  private static TestServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start(folder.resolve("profile"));
    server = new TestServer(folder);
    browser.open(server.uri("/"));
    // What the page keeps of its first look at the models must not come after what a test sets.
    browser.await("the models", () -> !browser.all("#model option").isEmpty());
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

  /** Has the page begin anew with a model and sampling settings. */
  private static void setUp(String sampling) {
    browser
        .driver()
        .executeScript(
            """
            location.hash = 'chat';
            localStorage.clear();
            localStorage.setItem('bantam.setup', JSON.stringify({model: 'tiny', sampling: %s}));
            """
                .formatted(sampling));
    browser.driver().navigate().refresh();
    browser.await("the models", () -> !browser.all("#model option").isEmpty());
  }

  @AfterEach
  void nothingWrong() {
    browser.throttle(-1);
    browser.assertQuiet(server.uri("/"));
  }

  private static void send(String text) {
    browser.find("#box").sendKeys(text, Keys.ENTER);
  }

  @Test
  void showsAnAnswerWhileItComes() throws Exception {
    setUp("{temperature: 0, max_tokens: 3500}");
    browser.throttle(SLOW);
    send("Hello");
    browser.await("a part", () -> length() > 10 && length() < 3000 && stopIsThere());
    int part = length();
    browser.await("more", () -> length() > part);
    browser.throttle(-1);
    assertThat(browser.find(DONE).getText()).contains("3,500 tokens").contains("tokens/s");
    assertThat(content()).isEqualTo(greedy("Hello", 3500));
  }

  private static boolean stopIsThere() {
    return !browser.all("#stop").isEmpty();
  }

  private static int length() {
    Object length =
        browser
            .driver()
            .executeScript(
                "return document.querySelector('.message.assistant .text')?.textContent.length");
    return length == null ? 0 : ((Number) length).intValue();
  }

  /** The last answer as it is kept: Markdown may take some of its signs for its own. */
  private static String content() {
    return String.valueOf(
        browser
            .driver()
            .executeScript(
                """
                const chat = Object.keys(localStorage).find((key) => key.startsWith('bantam.chat'));
                return JSON.parse(localStorage.getItem(chat)).nodes.at(-1).content;
                """));
  }

  private static String greedy(String text, int tokens) throws Exception {
    Prompt prompt = Prompt.chat(List.of(Message.user(text)));
    try (Generator generator = Generator.open(folder.resolve("tiny.gguf"))) {
      SamplingOptions greedy = SamplingOptions.GREEDY;
      Request request = Request.builder(prompt).sampling(greedy).maxTokens(tokens).build();
      return generator.stream(request).answer().text();
    }
  }

  @Test
  void stopsOnEscape() {
    setUp("{max_tokens: 3500}");
    browser.throttle(SLOW);
    send("Hello");
    browser.await("a part", () -> length() > 5);
    browser.type(Keys.ESCAPE);
    assertThat(browser.find(DONE).getText()).contains("stopped");
    assertThat(browser.find("#send").isDisplayed()).isTrue();
    assertThat(length()).isLessThan(3500);
  }

  @Test
  void editsAndAsksAgainWithoutLosingWhatWasSaid() {
    setUp("{max_tokens: 5}");
    send("First");
    browser.find(DONE);
    browser.button(ANSWER, "Retry").click();
    browser.await("a second answer", () -> versions(ANSWER).equals("2/2"));
    browser.button(".message.user", "Edit").click();
    browser.find(".editor textarea").sendKeys(Keys.chord(Keys.CONTROL, "a"), "Other", Keys.ENTER);
    browser.await("a second question", () -> versions(".message.user").equals("2/2"));
    assertThat(browser.find(".message.user .text").getText()).isEqualTo("Other");
    browser.find(DONE);
    browser.find(".message.user [aria-label='Earlier version']").click();
    browser.await("the first question", () -> textOf(".message.user .text").equals("First"));
    assertThat(versions(ANSWER)).isEqualTo("2/2");
  }

  private static String versions(String message) {
    String text = textOf(message + " .versions");
    return text.chars()
        .filter(c -> c == '/' || Character.isDigit(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String textOf(String selector) {
    return browser.all(selector).stream().findFirst().map(WebElement::getText).orElse("");
  }

  @Test
  void switchesTheModel() {
    setUp("{max_tokens: 5}");
    send("Hello");
    browser.find(DONE);
    browser.find("#model").sendKeys("other");
    send("And you?");
    browser.await("a second answer", () -> browser.all(DONE).size() == 2);
    assertThat(browser.all(ANSWER + " > header"))
        .extracting(WebElement::getText)
        .containsExactly("tiny", "other");
  }

  @Test
  void tellsTheProbabilitiesOfTokens() {
    setUp("{max_tokens: 8}");
    browser.find("#settings").click();
    browser.find("#tokens").sendKeys("In");
    send("Hello");
    browser.find(DONE);
    List<WebElement> tokens = browser.all(".tokens [data-token]");
    assertThat(tokens).hasSize(8);
    new Actions(browser.driver()).moveToElement(tokens.get(2)).perform();
    assertThat(browser.find(".token-box").getText()).contains("%");
    assertThat(browser.all(".token-box tr")).hasSize(5);
    new Actions(browser.driver()).moveToElement(browser.find("#box")).click().perform();
    browser.await("no box", () -> browser.all(".token-box").isEmpty());
  }

  @Test
  void keepsSettingsAndConversations() {
    setUp("{}");
    browser.find("#settings").click();
    browser.find("#system").sendKeys("Be brief.");
    browser.find("[name=temperature]").sendKeys("0.3", Keys.TAB);
    browser.find("[name=max_tokens]").sendKeys("6", Keys.TAB);
    send("Remember me");
    browser.find(DONE);
    browser.find("#theme").click();
    browser.driver().navigate().refresh();
    browser.find("#settings").click();
    assertThat(browser.find("#system").getDomProperty("value")).isEqualTo("Be brief.");
    assertThat(browser.find("[name=temperature]").getDomProperty("value")).isEqualTo("0.3");
    assertThat(browser.find("html").getDomAttribute("data-theme")).isEqualTo("light");
    browser.button(".list", "Remember me").click();
    assertThat(browser.find(DONE).getText()).contains("6 tokens");
  }

  @Test
  void worksWithoutAMouse() {
    setUp("{max_tokens: 5}");
    browser.type("Hello", Keys.ENTER);
    browser.find(DONE);
    browser.tabTo(ANSWER + " footer button:last-of-type");
    browser.type(Keys.ENTER);
    browser.await("a second answer", () -> versions(ANSWER).equals("2/2"));
    browser.tabTo("a[href='#metrics']");
    browser.type(Keys.ENTER);
    assertThat(browser.find("h1").getText()).isEqualTo("Metrics");
  }

  @Test
  void takesNoMarkupFromTexts() {
    setUp("{}");
    String attack =
        """
        <img src=x onerror="window.hurt=1"><script>window.hurt=1</script>
        <svg/onload=window.hurt=1> <style>body{display:none}</style>

        [a](javascript:window.hurt=1) [b](data:text/html,<script>1</script>) [c](//evil.example)
        ![d](http://evil.example/i.png) [e](https://example.org/ok) <javascript:window.hurt=1>

        ```"onmouseover="window.hurt=1
        <iframe src=http://evil.example></iframe>
        ```
        """;
    browser
        .driver()
        .executeScript(
            """
            const node = (id, role) => ({id, parent: id - 1, role, content: arguments[0], model: arguments[0],
              reasoning: arguments[0], toolCalls: [{name: arguments[0], arguments: arguments[0]}],
              error: arguments[0]});
            localStorage.setItem('bantam.chat.x', JSON.stringify({id: 'x', title: arguments[0], updated: 1,
              setup: {model: 'tiny', system: '', adapters: [], sampling: {}},
              nodes: [node(0, 'user'), node(1, 'assistant')], leaf: 1}));
            """,
            attack);
    browser.driver().navigate().refresh();
    browser.find(".list .open").click();
    browser.find(ANSWER + " .code");
    assertThat(browser.driver().executeScript("return window.hurt")).isNull();
    assertThat(browser.all(".log :is(img, script, style, svg, iframe, [onerror], [onmouseover])"))
        .isEmpty();
    assertThat(browser.all(".log a"))
        .extracting(link -> link.getDomAttribute("href"))
        .containsExactly("http://evil.example/i.png", "https://example.org/ok");
    assertThat(browser.find(ANSWER + " .text").getText())
        .contains("<script>window.hurt=1</script>");
  }
}
