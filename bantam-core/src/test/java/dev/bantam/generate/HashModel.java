package dev.bantam.generate;

import dev.bantam.layer.Batch;
import dev.bantam.layer.KeyValues;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.model.Model;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Says what depends on every token before, as the memory holds them: a wrong, lost or foreign key
 * gives another answer. It often quotes what it said some tokens ago, and never ends by itself.
 */
final class HashModel implements Model {
  private static final int VOCABULARY = 257;
  private static final int QUOTE = 9;

  private final int context;
  private final int quotes;

  /**
   * @param quotes of ten tokens, how many are quoted
   */
  HashModel(int context, int quotes) {
    this.context = context;
    this.quotes = quotes;
  }

  @Override
  public Facts facts() {
    return new Facts("hash", VOCABULARY, 2, context, List.of(new LayerMemory(1, 1, 1)), true);
  }

  @Override
  public Rows hidden(Pass pass) {
    Batch batch = pass.batch();
    Rows rows = pass.rows(batch.size(), 2);
    for (int r = 0; r < batch.size(); r++) {
      int sequence = batch.sequences()[r];
      int position = batch.positions()[r];
      float[] token = {batch.tokens()[r]};
      KeyValues stored = pass.memory().extend(0, sequence, position, position + 1);
      stored.put(position, token, 0, token, 0);
      int hash = 0;
      for (int p = 0; p <= position; p++) {
        hash = 31 * (31 * hash + (int) stored.key(0, p)[0]) + (int) stored.value(0, p)[0];
      }
      rows.value()[2 * r] = hash & 0xFFFFFF;
      rows.value()[2 * r + 1] = stored.key(0, Math.max(0, position - QUOTE))[0];
    }
    return rows;
  }

  @Override
  public Rows logits(Rows hidden, Pass pass) {
    Rows logits = pass.rows(hidden.n(), VOCABULARY);
    for (int r = 0; r < hidden.n(); r++) {
      SplittableRandom random = new SplittableRandom((long) hidden.get(r, 0));
      boolean quote = random.nextInt(10) < quotes;
      for (int v = 0; v < VOCABULARY; v++) {
        logits.value()[r * VOCABULARY + v] = 4 * random.nextFloat();
      }
      if (quote) {
        logits.value()[r * VOCABULARY + (int) hidden.get(r, 1)] = 8;
      }
      logits.value()[r * VOCABULARY + ScriptedModel.END] = -100;
    }
    return logits;
  }
}
