package dev.bantam.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, which keeps an account of what its pages complain of and whom they ask. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one with an empty profile, or skips the test where there is none. */
  static Browser start(Path profile) {
    Path chromium = program("chromium", "chromium-browser", "google-chrome");
    Path chromedriver = program("chromedriver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(ARGUMENTS);
    options.addArguments("--user-data-dir=" + profile, "--window-size=1280,800");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Path program(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    Optional<Path> found =
        Stream.of(path.split(File.pathSeparator, -1))
            .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    return found.orElseGet(() -> abort("there is no " + names[0] + " on the PATH"));
  }

  ChromeDriver driver() {
    return driver;
  }

  void open(URI address) {
    driver.get(address.toString());
  }

  /** The one visible element of a CSS selector, waited for. */
  WebElement find(String selector) {
    return await(
        "a visible " + selector,
        () ->
            driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** The button with a text, within the element of a selector. */
  WebElement button(String within, String text) {
    return await(
        "a button '" + text + "' in " + within,
        () ->
            all(within + " button").stream()
                .filter(button -> button.isDisplayed() && button.getText().strip().equals(text))
                .reduce((_, last) -> last)
                .orElse(null));
  }

  /** Waits until something is there or true, while the page may be drawn anew. */
  <T> T await(String what, Supplier<T> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        T value = condition.get();
        if (value != null && !value.equals(false)) {
          return value;
        }
      } catch (StaleElementReferenceException e) {
        // Drawn anew meanwhile: looked for again.
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    String page = driver.findElement(By.tagName("body")).getText();
    throw new AssertionError(what + " did not come; the page:\n" + page);
  }

  /** Lets the network bring so many bytes a second; as many as it can, where that is -1. */
  void throttle(int bytes) {
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline", false, "latency", 0, "downloadThroughput", bytes, "uploadThroughput", -1));
  }

  /** Types where the focus is. */
  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Goes on with the Tab key until the element of a selector has the focus. */
  void tabTo(String selector) {
    for (int i = 0; i < 60; i++) {
      if (driver.switchTo().activeElement().equals(all(selector).getFirst())) {
        return;
      }
      type(Keys.TAB);
    }
    throw new AssertionError("the Tab key does not reach " + selector);
  }

  /** Nothing was complained of, and nobody was asked but the server, since the last call. */
  void assertQuiet(URI server) {
    List<String> complaints =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
            .map(LogEntry::getMessage)
            .toList();
    assertThat(complaints).isEmpty();
    assertThat(requests())
        .filteredOn(url -> url.startsWith("http") || url.startsWith("ws"))
        .allMatch(url -> url.startsWith(server.toString()));
  }

  /** Begins the account anew. */
  void forget() {
    driver.manage().logs().get(LogType.BROWSER);
    driver.manage().logs().get(LogType.PERFORMANCE);
  }

  private List<String> requests() {
    JsonMapper json = JsonMapper.shared();
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> json.readTree(entry.getMessage()).path("message"))
        .filter(event -> event.path("method").asString().equals("Network.requestWillBeSent"))
        .map(event -> event.path("params").path("request").path("url"))
        .map(JsonNode::asString)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
