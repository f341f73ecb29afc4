package dev.bantam.train;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameters;
import java.util.List;

/**
 * The loop that changes parameters until a method's loss is small.
 *
 * @param <E> the method's examples
 */
public final class Trainer<E> {
  private final Parameters parameters;
  private final Method<E> method;
  private final Team team;

  /** A trainer of these parameters, which {@code method} reads and gives gradients to. */
  public Trainer(Parameters parameters, Method<E> method, Team team) {
    this.parameters = parameters;
    this.method = method;
    this.team = team;
  }

  /** Trains on {@code train} and measures on {@code validation}, which may be empty. */
  public void run(List<E> train, List<E> validation) {
    throw new UnsupportedOperationException(
        "%s of %s with %s on %d and %d examples"
            .formatted(method, parameters.size(), team.threads(), train.size(), validation.size()));
  }
}
