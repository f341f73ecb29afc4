package dev.bantam.server.index;

import dev.bantam.retrieve.Encoder;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.io.IOException;
import java.util.List;

/** An encoder that is one of the server's models: loaded when it is needed. */
record PooledEncoder(ModelPool models, String name, String digest) implements Encoder {
  @Override
  public int tokens(String text) throws IOException {
    try (Lease lease = models.lease(name)) {
      return of(lease).tokens(text);
    }
  }

  @Override
  public List<float[]> embed(List<String> texts) throws IOException {
    try (Lease lease = models.lease(name)) {
      return of(lease).embed(texts);
    }
  }

  @SuppressWarnings("MustBeClosed") // the generator is the lease's
  private Encoder of(Lease lease) {
    return Encoder.of(name, digest, lease.generator());
  }

  @Override
  public void close() {}
}
