package dev.bantam.tokenizer;

/** A change to a text before it is cut into words. */
@FunctionalInterface
interface Normalizer {
  String apply(String text);
}
