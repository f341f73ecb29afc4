package dev.bantam.cli;

import dev.bantam.hub.LocalModel;
import dev.bantam.train.Keys;
import dev.bantam.train.NewModel;
import dev.bantam.train.TrainingConfig;
import dev.bantam.train.data.DataFolder;
import dev.bantam.train.vocabulary.BpeTrainer;
import dev.bantam.train.vocabulary.BpeVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The untrained model that {@code pretrain} begins with where no base is given: a vocabulary
 * learned from the data, and random weights. Both follow from the configuration.
 */
final class NewBase {
  private static final String FILE = "untrained.gguf";

  /** The end of a text, and what a conversation can be marked with later (ChatML). */
  private static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

  private NewBase() {}

  /** Makes the model in a folder, unless it is there already. */
  static LocalModel make(TrainingConfig config, Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      NewModel shape = shape(config);
      BpeTrainer trainer = new BpeTrainer();
      for (String data : config.get(Keys.DATASETS)) {
        trainer.add(DataFolder.open(Path.of(data), config.mapping()).train());
      }
      BpeVocabulary vocabulary = trainer.train(config.get(Keys.VOCAB_SIZE).intValue(), SPECIAL);
      System.err.printf(
          "A new model: %d tokens learned from the data, %s weights%n",
          vocabulary.tokens().size(), Output.count(shape.parameters(vocabulary.tokens().size())));
      Files.createDirectories(folder);
      shape.write(file, vocabulary.toMetadata(), config.get(Keys.SEED));
    }
    return new LocalModel(file.toString(), file, "made from scratch", null, false);
  }

  private static NewModel shape(TrainingConfig config) {
    int heads = config.get(Keys.NUM_ATTENTION_HEADS).intValue();
    Long kvHeads = config.find(Keys.NUM_KEY_VALUE_HEADS);
    int width = config.get(Keys.HIDDEN_SIZE).intValue();
    Long feedForward = config.find(Keys.INTERMEDIATE_SIZE);
    return new NewModel(
        config.get(Keys.NUM_HIDDEN_LAYERS).intValue(),
        width,
        heads,
        kvHeads == null ? heads : kvHeads.intValue(),
        feedForward == null ? usualFeedForward(width) : feedForward.intValue(),
        config.get(Keys.MAX_POSITION_EMBEDDINGS).intValue(),
        config.get(Keys.ROPE_THETA),
        config.get(Keys.TIE_WORD_EMBEDDINGS));
  }

  /** Llama's: 8/3 of the width, here a multiple of 32 so that any type can store it. */
  private static int usualFeedForward(int width) {
    return Math.ceilDiv(8 * width, 3 * 32) * 32;
  }
}
