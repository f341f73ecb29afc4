package dev.bantam.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Where the store keeps the manifest of a name. Made only from parsed names, whose parts hold no
 * separators and no dots that lead upwards. Names from elsewhere start with '+', which a friendly
 * name cannot.
 *
 * @param name a relative path
 * @param tag a file name without its ending
 */
record StoreKey(String name, String tag) {

  /** Null for a model that is used where it stands. */
  static @Nullable StoreKey of(ModelName name) {
    return switch (name) {
      case ModelName.Friendly friendly -> new StoreKey(friendly.name(), friendly.tag());
      case ModelName.HuggingFace hub ->
          new StoreKey(
              "+hf/" + hub.owner() + "/" + hub.repo(),
              hub.selector() == null ? "+default" : encoded(hub.selector()));
      case ModelName.Npm npm ->
          new StoreKey(
              "+npm/" + npm.pkg(),
              npm.version() + (npm.file() == null ? "" : "+" + encoded(npm.file())));
      case ModelName.Web web -> new StoreKey("+web/" + web.uri().getHost(), hash(web.toString()));
      case ModelName.Local local -> null;
      case ModelName.Ollama ollama -> null;
    };
  }

  /**
   * One file name, without '*', which Windows does not take, and without dots that lead upwards.
   */
  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("*", "%2A");
  }

  private static String hash(String text) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    return Digest.finish(sha256).hex();
  }
}
