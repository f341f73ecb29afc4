package dev.bantam.hub;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model as a user names it. {@link #parse} reads what {@code toString} writes. */
public sealed interface ModelName {

  /** {@code tinyllama} or {@code smollm2:360m}: a name of the catalogue or of one's own store. */
  record Friendly(String name, String tag) implements ModelName {
    /** The tag that a name without one means. */
    public static final String LATEST = "latest";

    @Override
    public String toString() {
      return tag.equals(LATEST) ? name : name + ":" + tag;
    }
  }

  /**
   * {@code hf:owner/repo[:selector]}: a repository of a Hugging Face hub.
   *
   * @param selector a file of the repository, or a quantisation such as {@code Q4_K_M}
   */
  record HuggingFace(String owner, String repo, @Nullable String selector) implements ModelName {
    @Override
    public String toString() {
      return "hf:" + owner + "/" + repo + (selector == null ? "" : ":" + selector);
    }
  }

  /**
   * {@code npm:package@version[/file]}: through the user's own npm client.
   *
   * @param pkg the package, with its scope if it has one
   * @param file a file inside the package
   */
  record Npm(String pkg, String version, @Nullable String file) implements ModelName {
    /** {@code package@version}, as npm's command line takes it. */
    public String spec() {
      return pkg + "@" + version;
    }

    @Override
    public String toString() {
      return "npm:" + spec() + (file == null ? "" : "/" + file);
    }
  }

  /** {@code https://...}: one file; {@code http} only from this machine. */
  record Web(URI uri) implements ModelName {
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  /** A file or a model folder, used where it stands. */
  record Local(Path path) implements ModelName {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** {@code ollama:name[:tag]}: a model that Ollama keeps on this machine. */
  record Ollama(String name, String tag) implements ModelName {
    @Override
    public String toString() {
      return "ollama:" + name + ":" + tag;
    }
  }

  /**
   * Reads a name.
   *
   * @throws HubException.BadName saying what a name looks like
   */
  static ModelName parse(String text) throws HubException.BadName {
    return NameParser.parse(text);
  }
}
