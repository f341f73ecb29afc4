package dev.bantam.generate;

import dev.bantam.generate.sample.DryBreakers;
import java.util.List;

/** What generation needs to know about tokens as text. */
interface TextCodec {
  /** Number of tokens; a model may have logits for more, which stand for nothing. */
  int size();

  /** A token's bytes, which may be part of a character; none for a control token. */
  byte[] bytes(int token);

  /** Whether the token ends a generation. */
  boolean ends(int token);

  /** Finds the tokens of DRY's sequence breakers. */
  DryBreakers breakers(List<String> texts);
}
