package dev.bantam.hub;

import dev.bantam.format.Lineage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of a repository's, package's or folder's files make up the model that a user means. */
final class ModelFiles {
  private static final String DEFAULT_QUANTISATION = "Q4_K_M";
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** What stands beside the weights in the Hugging Face layout. */
  private static final Set<String> COMPANIONS =
      Set.of(
          CONFIG,
          INDEX,
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "tokenizer.model",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "vocab.txt",
          "chat_template.jinja",
          "chat_template.json",
          "modules.json",
          "sentence_bert_config.json",
          "1_Pooling/config.json",
          Lineage.FILE);

  private static final List<String> PICKLES = List.of(".pt", ".pth", ".pkl", ".pickle", ".ckpt");
  private static final int MOST_NAMED = 20;

  /**
   * A file that exists somewhere.
   *
   * @param path relative, with '/'
   * @param bytes its length, or -1
   * @param digest null if unknown
   */
  record Listed(String path, long bytes, @Nullable Digest digest) {}

  /**
   * A file that belongs to the model.
   *
   * @param file its path in the model's own folder
   */
  record Chosen(Listed listed, String file) {}

  private ModelFiles() {}

  /**
   * Chooses the model's files.
   *
   * @param where for messages
   * @param selector a file's path, a folder, or a quantisation; null for the default
   * @throws HubException.BadName if nothing fits, naming what there is
   */
  static List<Chosen> choose(String where, List<Listed> files, @Nullable String selector)
      throws HubException.BadName {
    List<Listed> ggufs =
        files.stream()
            .filter(f -> lower(f.path()).endsWith(".gguf") && !lower(f.path()).contains("mmproj"))
            .sorted(Comparator.comparing(Listed::path))
            .toList();
    if (selector != null) {
      return selected(where, files, ggufs, selector);
    }
    if (!ggufs.isEmpty()) {
      Listed first =
          ggufs.stream()
              .filter(f -> names(f.path(), DEFAULT_QUANTISATION))
              .findFirst()
              .orElse(ggufs.getFirst());
      return withSplits(first, ggufs);
    }
    return folder(where, files);
  }

  /**
   * Refuses formats that run code when they are read.
   *
   * @throws HubException.BadName saying so
   */
  static void refusePickle(String file) throws HubException.BadName {
    String name = lower(file.substring(file.lastIndexOf('/') + 1));
    boolean torchBin =
        name.endsWith(".bin")
            && (name.startsWith("pytorch_model")
                || name.startsWith("adapter_model")
                || name.equals("training_args.bin"));
    if (torchBin || PICKLES.stream().anyMatch(name::endsWith)) {
      throw new HubException.BadName(
          file
              + ": pickled weights are refused, since reading them may run any program;"
              + " take the model's safetensors or GGUF");
    }
  }

  /** Whether a file is a llama2.c checkpoint, by its name. */
  static boolean isCheckpoint(String file) {
    String name = lower(file);
    return name.endsWith(".bin") && !name.startsWith("tok");
  }

  private static List<Chosen> selected(
      String where, List<Listed> files, List<Listed> ggufs, String selector)
      throws HubException.BadName {
    for (Listed file : files) {
      if (file.path().equals(selector)) {
        refusePickle(selector);
        return withSplits(file, ggufs);
      }
    }
    for (Listed file : ggufs) {
      if (names(file.path(), selector)) {
        return withSplits(file, ggufs);
      }
    }
    List<Listed> below = files.stream().filter(f -> f.path().startsWith(selector + "/")).toList();
    if (!below.isEmpty()) {
      return choose(where + "/" + selector, below, null);
    }
    throw new HubException.BadName(
        where + " has no '" + selector + "'; it has " + shown(ggufs.isEmpty() ? files : ggufs));
  }

  /** Whether a path names a quantisation: as a whole word, so that Q4_K is not found in Q4_K_M. */
  private static boolean names(String path, String quantisation) {
    String text = lower(path);
    String word = lower(quantisation);
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean starts = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      boolean ends =
          end == text.length()
              || !Character.isLetterOrDigit(text.charAt(end)) && text.charAt(end) != '_';
      if (starts && ends) {
        return true;
      }
    }
    return false;
  }

  /** The file, or all files of the split it belongs to ({@code NAME-00001-of-00003.gguf}). */
  private static List<Chosen> withSplits(Listed file, List<Listed> ggufs) {
    String stem = splitStem(file.path());
    List<Chosen> chosen = new ArrayList<>();
    for (Listed other : stem == null ? List.of(file) : ggufs) {
      if (stem == null || stem.equals(splitStem(other.path()))) {
        chosen.add(new Chosen(other, baseName(other.path())));
      }
    }
    return chosen;
  }

  /** What the files of one split have in common: the name and the count; null if it is no split. */
  private static @Nullable String splitStem(String path) {
    String ending = ".gguf";
    String pattern = "-00001-of-00001" + ending;
    int at = path.length() - pattern.length();
    if (at < 0 || !path.endsWith(ending) || !path.startsWith("-of-", at + "-00001".length())) {
      return null;
    }
    for (int i = at + 1; i <= at + 5; i++) {
      if (!Character.isDigit(path.charAt(i))) {
        return null;
      }
    }
    return path.substring(0, at) + path.substring(at + "-00001".length());
  }

  private static List<Chosen> folder(String where, List<Listed> files) throws HubException.BadName {
    String root =
        files.stream()
            .map(Listed::path)
            .filter(path -> baseName(path).equals(CONFIG))
            .map(path -> path.substring(0, path.length() - CONFIG.length()))
            .filter(prefix -> !weights(files, prefix).isEmpty())
            .min(Comparator.comparingInt(String::length))
            .orElse(null);
    if (root == null) {
      for (Listed file : files) {
        refusePickle(file.path());
      }
      throw new HubException.BadName(
          where
              + " has neither a .gguf file nor config.json with .safetensors; it has "
              + shown(files));
    }
    List<Chosen> chosen = new ArrayList<>();
    List<Listed> weights = weights(files, root);
    for (Listed file : weights) {
      chosen.add(
          new Chosen(file, weights.size() == 1 ? WEIGHTS : file.path().substring(root.length())));
    }
    boolean indexed = weights.size() > 1;
    for (Listed file : files) {
      String path = file.path().startsWith(root) ? file.path().substring(root.length()) : "";
      if (COMPANIONS.contains(path) && (indexed || !path.equals(INDEX))) {
        chosen.add(new Chosen(file, path));
      }
    }
    return chosen;
  }

  /** The safetensors directly in a folder: the whole model, else its shards, else the only one. */
  private static List<Listed> weights(List<Listed> files, String root) {
    List<Listed> all =
        files.stream()
            .filter(f -> f.path().startsWith(root) && f.path().endsWith(".safetensors"))
            .filter(f -> f.path().indexOf('/', root.length()) < 0)
            .toList();
    List<Listed> whole = all.stream().filter(f -> f.path().equals(root + WEIGHTS)).toList();
    if (!whole.isEmpty()) {
      return whole;
    }
    List<Listed> shards = all.stream().filter(f -> f.path().startsWith(root + "model-")).toList();
    return shards.isEmpty() ? all : shards;
  }

  private static String shown(List<Listed> files) {
    List<String> paths = files.stream().map(Listed::path).limit(MOST_NAMED).toList();
    int more = files.size() - paths.size();
    return paths.isEmpty()
        ? "no files"
        : String.join(", ", paths) + (more > 0 ? " and " + more + " more" : "");
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
