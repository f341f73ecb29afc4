package dev.bantam.generate;

import java.io.IOException;
import java.util.List;

/** Lets another drafter believe that a step costs a second, whatever its rows. */
record FreeRows(Drafter drafter) implements Drafter {
  @Override
  public void draft(List<Generation> texts, StepBudget budget) {
    StepCost costs = new StepCost();
    for (int rows = 1; rows < 64; rows++) {
      costs.saw(rows, 1_000_000_000L + rows);
    }
    drafter.draft(texts, new StepBudget(costs, texts.size(), texts.size()));
  }

  @Override
  public void forget(Generation text) {
    drafter.forget(text);
  }

  @Override
  public void close() throws IOException {
    drafter.close();
  }
}
