package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import org.jspecify.annotations.Nullable;

/** Looks up each row's token, and its position and type where the model learned these. */
public final class Embedding {
  private final Matrix tokens;
  private final @Nullable Matrix prompt;
  private final @Nullable Matrix positions;
  private final int positionOffset;
  private final @Nullable Matrix types;
  private final float scale;

  /**
   * @param tokens [vocabulary, d]
   * @param prompt [virtual tokens, d] what the ids from the vocabulary's size on stand for (a soft
   *     prompt, arXiv 2104.08691), or null
   * @param positions [context, d], or null
   * @param positionOffset row of {@code positions} for position 0 (OPT and RoBERTa begin at 2)
   * @param types [types, d] of a pair's first and second text (BERT's token types), or null; a
   *     table of one row is for both
   * @param scale factor of the token's vector
   */
  public Embedding(
      Matrix tokens,
      @Nullable Matrix prompt,
      @Nullable Matrix positions,
      int positionOffset,
      @Nullable Matrix types,
      float scale) {
    this.tokens = tokens;
    this.prompt = prompt;
    this.positions = positions;
    this.positionOffset = positionOffset;
    this.types = types;
    this.scale = scale;
  }

  /**
   * Looks up the batch's tokens, one row each.
   *
   * @return [n, d]
   * @throws IllegalArgumentException for a token or position that the tables do not have
   */
  public Rows forward(Pass pass) {
    Batch batch = pass.batch();
    int d = tokens.columns();
    Rows x = pass.rows(batch.size(), d);
    float[] position = new float[d];
    float[] type = new float[d];
    for (int r = 0; r < batch.size(); r++) {
      look(batch.tokens()[r], x.value(), r * d);
      if (positions != null) {
        int at = batch.positions()[r] + positionOffset;
        if (at >= positions.rows()) {
          throw new IllegalArgumentException(
              "position " + at + " is beyond the model's " + positions.rows());
        }
        positions.row(at, position, 0);
      }
      if (types != null) {
        types.row(Math.min(batch.types()[r], types.rows() - 1), type, 0);
      }
      for (int i = 0; i < d; i++) {
        float v = x.value()[r * d + i] * scale;
        if (positions != null) {
          v += position[i];
        }
        if (types != null) {
          v += type[i];
        }
        x.value()[r * d + i] = v;
      }
    }
    if (pass.tape() != null) {
      record(x, batch, pass.tape());
    }
    return x;
  }

  /** How many ids it knows: tokens, then those of the soft prompt. */
  public int inputs() {
    return tokens.rows() + (prompt == null ? 0 : prompt.rows());
  }

  private void look(int token, float[] out, int at) {
    if (token >= 0 && token < tokens.rows()) {
      tokens.row(token, out, at);
    } else if (prompt != null && token >= 0 && token - tokens.rows() < prompt.rows()) {
      prompt.row(token - tokens.rows(), out, at);
    } else {
      throw new IllegalArgumentException(
          "token " + token + " is outside the vocabulary of " + tokens.rows());
    }
  }

  private void record(Rows x, Batch batch, Tape tape) {
    Slot token = tape.parameters().slot(tokens.tensor());
    Slot virtual = prompt == null ? null : tape.parameters().slot(prompt.tensor());
    Slot position = positions == null ? null : tape.parameters().slot(positions.tensor());
    Slot type = types == null ? null : tape.parameters().slot(types.tensor());
    if (token == null && virtual == null && position == null && type == null) {
      return;
    }
    tape.record(
        x,
        () -> {
          float[] dx = tape.gradient(x);
          int d = x.d();
          for (int r = 0; r < x.n(); r++) {
            int id = batch.tokens()[r];
            if (id < tokens.rows()) {
              add(scale, dx, r * d, token, id, d);
            } else {
              add(scale, dx, r * d, virtual, id - tokens.rows(), d);
            }
            add(1, dx, r * d, position, batch.positions()[r] + positionOffset, d);
            if (type != null) {
              add(1, dx, r * d, type, Math.min(batch.types()[r], types.rows() - 1), d);
            }
          }
        });
  }

  private static void add(float scale, float[] dx, int at, @Nullable Slot slot, int row, int d) {
    if (slot != null) {
      VectorOps.addScaled(scale, dx, at, slot.gradient(), slot.at() + row * d, d);
    }
  }
}
