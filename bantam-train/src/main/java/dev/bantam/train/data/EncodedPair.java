package dev.bantam.train.data;

/** Two answers to the same prompt, the first of which is to become likelier than the second. */
public record EncodedPair(Encoded chosen, Encoded rejected) {}
