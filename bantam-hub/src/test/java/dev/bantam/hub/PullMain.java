package dev.bantam.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Pulls one file, in a process of its own: home, address, length, digest. */
final class PullMain {
  private PullMain() {}

  public static void main(String[] args) throws IOException {
    RemoteFile remote =
        new RemoteFile(
            URI.create(args[1]), "model.gguf", Long.parseLong(args[2]), Digest.of(args[3]), null);
    new Puller(Home.at(Path.of(args[0])), new Wire(Patience.USUAL), Patience.USUAL)
        .pull(remote, Progress.NONE);
  }
}
