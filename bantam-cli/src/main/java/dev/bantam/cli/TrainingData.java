package dev.bantam.cli;

import dev.bantam.format.Lineage;
import dev.bantam.train.Keys;
import dev.bantam.train.TrainingConfig;
import dev.bantam.train.data.DataFolder;
import dev.bantam.train.data.DataSet;
import dev.bantam.train.data.EncodedSet;
import dev.bantam.train.data.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The examples of a stage.
 *
 * @param train to learn from
 * @param validation to measure on
 * @param sources the files, for the lineage
 */
record TrainingData<E>(List<E> train, List<E> validation, List<Lineage.Data> sources) {

  /** Makes tokens of a file's rows. */
  interface Encoder<E> {
    EncodedSet<E> encode(DataSet data) throws IOException;
  }

  /** Reads what a configuration names, and says what was found in it. */
  static <E> TrainingData<E> read(TrainingConfig config, Encoder<E> encoder) throws IOException {
    List<E> train = new ArrayList<>();
    List<E> validation = new ArrayList<>();
    List<Lineage.Data> sources = new ArrayList<>();
    List<String> files = config.get(Keys.DATASETS);
    if (files.isEmpty()) {
      throw new Failures.UsageException(
          "there is nothing to train on: set datasets in the file, or --datasets FILE");
    }
    for (String file : files) {
      DataFolder folder = DataFolder.open(Path.of(file), config.mapping());
      train.addAll(add("to learn from", folder.train(), encoder, sources));
      if (folder.validation() != null && !config.isValidated()) {
        validation.addAll(add("to measure on", folder.validation(), encoder, sources));
      }
    }
    for (String file : config.get(Keys.VAL_FILE)) {
      DataFolder folder = DataFolder.open(Path.of(file), config.mapping());
      validation.addAll(add("to measure on", folder.train(), encoder, sources));
    }
    double part = config.get(Keys.VAL_SET_SIZE);
    if (part > 0) {
      split(train, validation, part, config.get(Keys.SEED));
    }
    return new TrainingData<>(train, validation, sources);
  }

  private static <E> List<E> add(
      String purpose, DataSet data, Encoder<E> encoder, List<Lineage.Data> sources)
      throws IOException {
    EncodedSet<E> set = encoder.encode(data).usable();
    Findings findings = set.findings();
    sources.add(
        new Lineage.Data(
            data.name(), "sha256:" + data.sha256(), findings.rows(), data.layout().title()));
    System.err.printf(
        "%s: %s, %d rows %s: %d examples, %d tokens of which %d are trained on%n",
        data.name(),
        data.layout().title(),
        findings.rows(),
        purpose,
        findings.examples(),
        findings.tokens(),
        findings.trained());
    findings.warnings().forEach(warning -> System.err.println("bantam: " + warning));
    return set.examples();
  }

  /** Moves a part of the examples, drawn by the seed. */
  private static <E> void split(List<E> train, List<E> validation, double part, long seed) {
    int count = (int) (part < 1 ? Math.max(1, Math.round(part * train.size())) : part);
    if (count >= train.size()) {
      throw new Failures.UsageException(
          "val_set_size takes %d of %d examples: none is left to learn from"
              .formatted(count, train.size()));
    }
    Collections.shuffle(train, new Random(seed));
    List<E> tail = train.subList(train.size() - count, train.size());
    validation.addAll(tail);
    tail.clear();
  }

  /** Hashes by file, to compare two runs. */
  Map<String, String> hashes() {
    Map<String, String> hashes = new TreeMap<>();
    sources.forEach(source -> hashes.put(source.file(), source.sha256()));
    return hashes;
  }
}
