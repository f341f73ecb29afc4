package dev.bantam.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says about where models are kept and fetched from: {@code BANTAM_HOME} and
 * the XDG folders, and the variables of huggingface_hub and Ollama with their own meanings.
 *
 * @param variables as {@link System#getenv()}
 * @param userHome the user's home folder
 * @param system the operating system, as {@code os.name}
 */
public record Environment(Map<String, String> variables, Path userHome, String system) {

  /** The environment of this process. */
  public static Environment current() {
    Map<String, String> variables = System.getenv();
    // A changed HOME wins over the account's folder, as it does for every other tool.
    String home = variables.getOrDefault("HOME", "");
    Path folder = Path.of(home.isBlank() ? System.getProperty("user.home", ".") : home);
    return new Environment(variables, folder, System.getProperty("os.name", ""));
  }

  /** {@code BANTAM_HOME}, else {@code bantam} in the system's folder for a user's data. */
  public Path home() {
    Path chosen = path("BANTAM_HOME");
    if (chosen != null) {
      return chosen.toAbsolutePath().normalize();
    }
    Path data = path("XDG_DATA_HOME");
    if (data != null && data.isAbsolute()) {
      return data.resolve("bantam");
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return userHome.resolve("Library/Application Support/bantam");
    }
    if (isWindows()) {
      Path local = path("LOCALAPPDATA");
      return (local == null ? userHome.resolve("AppData/Local") : local).resolve("bantam");
    }
    return userHome.resolve(".local/share/bantam").toAbsolutePath();
  }

  /**
   * {@code HF_ENDPOINT}, else the public hub; without a slash at its end.
   *
   * @throws HubException.BadName if it is not an https address (http on this machine alone)
   */
  URI hubEndpoint() throws HubException.BadName {
    String text = get("HF_ENDPOINT");
    String address = text == null ? "https://huggingface.co" : text;
    while (address.endsWith("/")) {
      address = address.substring(0, address.length() - 1);
    }
    try {
      URI uri = new URI(address);
      if (uri.getHost() != null && uri.getRawQuery() == null && Wire.isAllowed(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new HubException.BadName("HF_ENDPOINT is not an address: " + e.getReason());
    }
    throw new HubException.BadName("HF_ENDPOINT must be an https address (http on loopback only)");
  }

  /** {@code HF_TOKEN}, else the token that {@code hf auth login} left; null if there is none. */
  @Nullable String hubToken() {
    String token = get("HF_TOKEN");
    if (token == null) {
      token = get("HUGGING_FACE_HUB_TOKEN");
    }
    if (token == null) {
      Path given = path("HF_TOKEN_PATH");
      Path file = given == null ? hubFolder().resolve("token") : given;
      try {
        token = Files.isRegularFile(file) ? Files.readString(file) : null;
      } catch (IOException e) {
        return null; // an unreadable token is no token: the hub says so if one is needed
      }
    }
    String trimmed = token == null ? "" : token.strip();
    boolean header = trimmed.chars().allMatch(c -> c > ' ' && c < 127);
    return trimmed.isEmpty() || !header ? null : trimmed;
  }

  /** {@code HF_HUB_OFFLINE}: the hub must not be asked. */
  boolean hubOffline() {
    String value = get("HF_HUB_OFFLINE");
    return value != null
        && List.of("1", "on", "yes", "true").contains(value.toLowerCase(Locale.ROOT));
  }

  /** Where huggingface_hub keeps what it downloaded. */
  Path hubCache() {
    Path cache = path("HF_HUB_CACHE");
    return cache == null ? hubFolder().resolve("hub") : cache;
  }

  /** Where Ollama keeps its models. */
  Path ollamaModels() {
    Path models = path("OLLAMA_MODELS");
    return models == null ? userHome.resolve(".ollama/models") : models;
  }

  /** A program of the PATH, by its whole path where it is found. */
  String program(String name) {
    if (isWindows()) {
      return name + ".cmd";
    }
    String path = get("PATH");
    for (String folder : path == null ? List.<String>of() : List.of(path.split(":", -1))) {
      Path file = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
      if (Files.isExecutable(file) && Files.isRegularFile(file)) {
        return file.toString();
      }
    }
    return name;
  }

  private boolean isWindows() {
    return system.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private Path hubFolder() {
    Path folder = path("HF_HOME");
    if (folder != null) {
      return folder;
    }
    Path cache = path("XDG_CACHE_HOME");
    return (cache == null ? userHome.resolve(".cache") : cache).resolve("huggingface");
  }

  private @Nullable Path path(String variable) {
    String value = get(variable);
    return value == null ? null : Path.of(value);
  }

  private @Nullable String get(String variable) {
    String value = variables.get(variable);
    return value == null || value.isBlank() ? null : value;
  }
}
