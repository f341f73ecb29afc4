package dev.bantam.tasks.guard;

/** Where a text comes from. */
public enum Side {
  /** What a user says, before a model reads it. */
  INPUT,
  /** What a model says, before a user reads it. */
  OUTPUT
}
