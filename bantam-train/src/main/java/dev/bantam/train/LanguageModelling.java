package dev.bantam.train;

import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.MicroBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Predicting the next token: pre-training, and tuning on answers. */
public final class LanguageModelling implements Method<Encoded> {
  private final Trainable model;
  private final TokenLosses losses;
  private final Function<int[], String> text;

  /**
   * @param text what tokens say, for people
   */
  public LanguageModelling(Trainable model, Function<int[], String> text) {
    this.model = model;
    this.text = text;
    this.losses = new TokenLosses(model.model());
  }

  @Override
  public long weight(Encoded example) {
    return example.weight();
  }

  @Override
  public int rows(Encoded example) {
    return example.rows();
  }

  @Override
  public Loss accumulate(List<Encoded> examples, double scale, long seed) {
    MicroBatch batch = model.batch(examples);
    float[] scales = new float[batch.targets().length];
    Arrays.fill(scales, (float) scale);
    return model.learn(
        batch.batch(),
        seed,
        (hidden, pass) ->
            sum(
                losses.learn(
                    hidden, batch.targets(), scales, pass, Objects.requireNonNull(pass.tape())),
                batch));
  }

  @Override
  public Loss evaluate(List<Encoded> examples) {
    MicroBatch batch = model.batch(examples);
    return model.read(
        batch.batch(),
        (Rows hidden, Pass pass) -> sum(losses.of(hidden, batch.targets(), pass), batch));
  }

  private static Loss sum(double[] costs, MicroBatch batch) {
    long count = Arrays.stream(batch.targets()).filter(target -> target >= 0).count();
    return Loss.of(Arrays.stream(costs).sum(), count);
  }

  @Override
  public String describe(Encoded example) {
    return text.apply(Arrays.copyOf(example.tokens(), Math.min(40, example.size())));
  }
}
