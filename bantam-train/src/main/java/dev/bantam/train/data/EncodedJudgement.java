package dev.bantam.train.data;

/** An answer that is to become likelier if it is good, and less likely if it is not. */
public record EncodedJudgement(Encoded answer, boolean good) {}
