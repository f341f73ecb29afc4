package dev.bantam.hub;

import dev.bantam.format.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The grammar of model names. Scanned by hand: the text is a client's. */
final class NameParser {
  private static final List<String> HUB_PREFIXES =
      List.of(
          "hf:",
          "hf.co/",
          "huggingface.co/",
          "https://hf.co/",
          "https://huggingface.co/",
          "https://www.huggingface.co/");
  private static final List<String> FILE_ENDINGS = List.of(".gguf", ".bin", ".safetensors");
  private static final int SEGMENT = 128;

  private NameParser() {}

  static ModelName parse(String text) throws HubException.BadName {
    if (text.isBlank() || text.length() > Limits.MODEL_NAME) {
      throw wrong(text, "a name has 1 to " + Limits.MODEL_NAME + " characters");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw wrong("…", "a name has no control characters");
    }
    for (String prefix : HUB_PREFIXES) {
      if (text.startsWith(prefix)) {
        return huggingFace(text, text.substring(prefix.length()));
      }
    }
    if (text.startsWith("npm:")) {
      return npm(text, text.substring("npm:".length()));
    }
    if (text.startsWith("https://") || text.startsWith("http://")) {
      return web(text);
    }
    if (text.startsWith("ollama:")) {
      ModelName.Friendly name = friendly(text, text.substring("ollama:".length()));
      return new ModelName.Ollama(name.name(), name.tag());
    }
    return looksLikePath(text) ? local(text) : friendly(text, text);
  }

  private static boolean looksLikePath(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return text.indexOf('/') >= 0
        || text.indexOf('\\') >= 0
        || text.startsWith(".")
        || FILE_ENDINGS.stream().anyMatch(lower::endsWith);
  }

  private static ModelName local(String text) throws HubException.BadName {
    try {
      return new ModelName.Local(Path.of(text));
    } catch (InvalidPathException e) {
      throw wrong(text, "not a path: " + e.getReason());
    }
  }

  private static ModelName.Friendly friendly(String whole, String text)
      throws HubException.BadName {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String tag = colon < 0 ? ModelName.Friendly.LATEST : text.substring(colon + 1);
    if (!isSegment(name) || !isSegment(tag)) {
      throw wrong(
          whole,
          "a name is NAME or NAME:TAG of letters, digits, '.', '_' and '-'; otherwise write"
              + " hf:OWNER/REPO, npm:PACKAGE@VERSION, https://..., or a path such as ./model.gguf");
    }
    return new ModelName.Friendly(name, tag);
  }

  private static ModelName huggingFace(String whole, String rest) throws HubException.BadName {
    int slash = rest.indexOf('/');
    int end = slash < 0 ? -1 : firstOf(rest, slash + 1);
    String owner = slash < 0 ? rest : rest.substring(0, slash);
    String repo = slash < 0 ? "" : rest.substring(slash + 1, end);
    if (!isSegment(owner) || !isSegment(repo)) {
      throw wrong(whole, "a repository is written hf:OWNER/REPO or hf:OWNER/REPO:FILE-OR-QUANT");
    }
    String tail = rest.substring(end);
    String selector = selector(tail);
    if (selector != null && !isRelativeFile(selector)) {
      throw wrong(whole, "after the repository comes a file's path or a quantisation (Q4_K_M)");
    }
    return new ModelName.HuggingFace(owner, repo, selector);
  }

  /** Where the repository's name ends: at a colon, a slash, a query, or the text's end. */
  private static int firstOf(String text, int from) {
    int at = from;
    while (at < text.length() && ":/?#".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /**
   * Of {@code :selector}, {@code /file} and a browser's {@code /resolve/main/file?download=true}.
   */
  private static @Nullable String selector(String tail) {
    if (tail.isEmpty() || tail.equals("/") || tail.startsWith("?") || tail.startsWith("#")) {
      return null;
    }
    String rest = tail.substring(1);
    if (tail.startsWith(":")) {
      return rest;
    }
    int query = rest.indexOf('?');
    rest = query < 0 ? rest : rest.substring(0, query);
    for (String page : List.of("resolve/main/", "blob/main/")) {
      if (rest.startsWith(page)) {
        return rest.substring(page.length());
      }
    }
    return rest.equals("tree/main") ? null : rest;
  }

  private static ModelName npm(String whole, String rest) throws HubException.BadName {
    int at = rest.indexOf('@', 1);
    if (at < 0) {
      throw wrong(whole, "an npm package is written npm:PACKAGE@VERSION or .../FILE after it");
    }
    int slash = rest.indexOf('/', at);
    String pkg = rest.substring(0, at);
    String version = slash < 0 ? rest.substring(at + 1) : rest.substring(at + 1, slash);
    String file = slash < 0 ? null : rest.substring(slash + 1);
    int scope = pkg.startsWith("@") ? pkg.indexOf('/') : 0;
    boolean scoped = scope == 0 || scope > 0 && isSegment(pkg.substring(1, scope));
    String base = scope > 0 ? pkg.substring(scope + 1) : pkg;
    // An exact version: a range or a tag would name another model tomorrow.
    boolean exact = !version.isEmpty() && Character.isDigit(version.charAt(0));
    if (!scoped || !isSegment(base) || !exact || !isSegment(version.replace('+', '-'))) {
      throw wrong(whole, "an npm package needs an exact version: npm:PACKAGE@1.2.3");
    }
    if (file != null && !isRelativeFile(file)) {
      throw wrong(whole, "after the version comes a file inside the package");
    }
    return new ModelName.Npm(pkg, version, file);
  }

  private static ModelName web(String text) throws HubException.BadName {
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null || uri.getRawUserInfo() != null) {
        throw wrong(text, "an address needs a host and takes no user name");
      }
      if (!Wire.isAllowed(uri)) {
        throw wrong(text, "only https is fetched (http from this machine alone)");
      }
      return new ModelName.Web(uri);
    } catch (URISyntaxException e) {
      throw wrong(text, "not an address: " + e.getReason());
    }
  }

  /** One part of a name: letters, digits, '.', '_', '-'; not starting with '.' or '-', no "..". */
  static boolean isSegment(String text) {
    return !text.isEmpty()
        && text.length() <= SEGMENT
        && text.charAt(0) != '.'
        && text.charAt(0) != '-'
        && text.charAt(text.length() - 1) != '.'
        && !text.contains("..")
        && text.chars().allMatch(NameParser::isNameCharacter);
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '_'
        || c == '-';
  }

  /** A path inside a repository, package or model folder, that cannot lead out of it. */
  static boolean isRelativeFile(String text) {
    if (text.length() > Limits.MODEL_NAME) {
      return false;
    }
    int start = 0;
    while (true) {
      int slash = text.indexOf('/', start);
      String part = slash < 0 ? text.substring(start) : text.substring(start, slash);
      boolean dots = part.equals(".") || part.equals("..");
      boolean safe =
          part.chars().noneMatch(c -> c < ' ' || c == 127 || "\\:*?\"<>|".indexOf(c) >= 0);
      if (part.isEmpty() || dots || !safe) {
        return false;
      }
      if (slash < 0) {
        return true;
      }
      start = slash + 1;
    }
  }

  private static HubException.BadName wrong(String text, String why) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return new HubException.BadName("'" + shown + "' is not a model's name: " + why);
  }
}
