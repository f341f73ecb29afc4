package dev.bantam.generate;

import dev.bantam.generate.sample.DryBreakers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes tokens as their numbers. */
record NumberCodec(int size) implements TextCodec {
  @Override
  public byte[] bytes(int token) {
    return (token + " ").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean ends(int token) {
    return false;
  }

  @Override
  public DryBreakers breakers(List<String> texts) {
    return DryBreakers.NONE;
  }
}
