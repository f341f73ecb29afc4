package dev.bantam.server.model;

import dev.bantam.generate.Generator;
import dev.bantam.server.http.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A model in memory, or on its way there. What changes is guarded by the pool's monitor. */
final class LoadedModel {
  final ServedModel.Loading loading;
  private final CompletableFuture<Generator> generator = new CompletableFuture<>();

  /** As it was last asked for. */
  String name;

  /** Requests that use it, or wait for it to be loaded. */
  int uses = 1;

  /** Bytes of its weights. */
  long weights;

  /** What is set aside for it, in bytes, beside the program itself. */
  long bytes;

  Duration keepAlive;
  Instant lastUse = Instant.now();

  LoadedModel(ServedModel model, Duration keepAlive) {
    this.loading = model.loading();
    this.name = model.name();
    this.keepAlive = keepAlive;
  }

  void loaded(Generator ready) {
    generator.complete(ready);
  }

  void failed(ApiException why) {
    generator.completeExceptionally(why);
  }

  /** Whether it is loaded and nobody uses it. */
  boolean isIdle() {
    return uses == 0 && generator.isDone();
  }

  boolean isLoaded() {
    return generator.isDone() && !generator.isCompletedExceptionally();
  }

  /** When it will be unloaded if nobody asks for it any more. */
  Instant expires() {
    return (uses > 0 ? Instant.now() : lastUse).plus(keepAlive);
  }

  /**
   * Waits until it is loaded.
   *
   * @throws ApiException why it could not be
   */
  Generator generator() {
    try {
      return generator.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ApiException why) {
        throw why;
      }
      throw e;
    }
  }

  /** Frees a model that was taken out of the pool. */
  void close() {
    try {
      generator().close();
    } catch (IOException e) {
      // Its memory is freed all the same, and nobody is left who could do more about it.
    }
  }
}
