package dev.bantam.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** Jobs with documents as a user sees them. */
class DocumentsPageTest {
  private static final String LEAFLET =
      "<h1>Leaflet</h1><p>Take one tablet a day with water.</p><h2>Storage</h2>"
          + "<p>Keep the tablets below 25 degrees.</p>";

  @TempDir private static Path folder;
  private static TestServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start(folder.resolve("profile"));
    server = new TestServer(folder);
    Files.writeString(folder.resolve("leaflet.html"), LEAFLET);
    Path manuals = Files.createDirectory(folder.resolve("manuals"));
    Files.writeString(manuals.resolve("pump.md"), "The bearings are greased every 2,000 hours.");
    Files.writeString(manuals.resolve("oven.md"), "The oven is cleaned with vinegar.");
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

  private static void open(String tab) {
    browser.open(server.uri("/page/icon.svg"));
    browser.forget();
    browser.open(server.uri("/#documents"));
    browser.find("#tab-" + tab).click();
    browser.find("[name=model] option");
  }

  /** As if the file were dropped or chosen. */
  private static void choose(Path file) {
    browser.all(".drop input").getFirst().sendKeys(file.toString());
  }

  @Test
  void aFileIsSummedUpAndItsSourcesOpen() {
    open("summary");
    choose(folder.resolve("leaflet.html"));
    assertThat(browser.find(".drop strong").getText()).isEqualTo("leaflet.html");
    browser.all("[name=style] option[value=extract]").getFirst().click();
    WebElement sentences = browser.find("[name=sentences]");
    sentences.clear();
    sentences.sendKeys("2");
    browser.button(".panel", "Summarise").click();
    assertThat(browser.find("#summary").getText())
        .contains("Take one tablet a day with water. 1", "below 25 degrees. 2");
    assertThat(browser.all("#summary blockquote")).noneMatch(WebElement::isDisplayed);
    browser.all("#summary .citation").get(1).click();
    assertThat(browser.find("#source-2 blockquote").getText())
        .isEqualTo("Keep the tablets below 25 degrees.");
    browser.assertQuiet(server.uri("/"));
  }

  @Test
  void aFolderIsAsked() {
    open("ask");
    choose(folder.resolve("manuals"));
    assertThat(browser.find(".drop strong").getText()).isEqualTo("2 files");
    browser.find("[name=question]").sendKeys("How often are the bearings greased?");
    browser.button(".panel", "Ask").click();
    assertThat(browser.find("#answer").getText()).contains("tokens");
    browser.find("[name=question]").clear();
    browser.find("[name=question]").sendKeys("Who won the cup?");
    browser.button(".panel", "Ask").click();
    browser.await(
        "no answer", () -> browser.find("#answer").getText().contains("Not in these documents"));
    browser.assertQuiet(server.uri("/"));
  }

  @Test
  void aTextIsTranslatedWithAGlossary() {
    open("translation");
    browser.find("[name=text]").sendKeys("Pull the cable with 2 hands.");
    browser.find("[name=glossary]").sendKeys("cable = Kabel");
    browser.button(".panel", "Translate").click();
    String row = browser.find("#translation tbody tr").getText();
    assertThat(row).contains("Pull the cable with 2 hands.", "Kabel");
    browser.assertQuiet(server.uri("/"));
  }

  @Test
  void whatCannotBeReadIsTold() throws IOException {
    open("summary");
    choose(Files.writeString(folder.resolve("broken.pdf"), "%PDF-1.7 and no more"));
    browser.button(".panel", "Summarise").click();
    assertThat(browser.find(".failure").getText()).contains("broken.pdf");
  }
}
