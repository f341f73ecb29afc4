package dev.bantam.server.model;

import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Request;
import dev.bantam.hub.LocalModel;

/** A loaded model that stays so until this is closed. */
public final class Lease implements AutoCloseable {
  private final LocalModel model;
  private final Generator generator;

  Lease(LocalModel model, Generator generator) {
    this.model = model;
    this.generator = generator;
  }

  /** What the model is called, where it lies, and what a variant sets. */
  public LocalModel model() {
    return model;
  }

  /** The model itself, for tokens, templates, scores and embeddings. */
  public Generator generator() {
    return generator;
  }

  /**
   * Begins to answer a request.
   *
   * @throws dev.bantam.server.http.ApiException 429 if too many wait already
   */
  public AnswerStream stream(Request request) {
    return generator.stream(request);
  }

  /** Gives the model back. */
  @Override
  public void close() {}
}
