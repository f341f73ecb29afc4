package dev.bantam.cli;

import dev.bantam.server.http.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What clients of the server must know. */
final class KeyArguments {
  private static final String VARIABLE = "BANTAM_API_KEY";

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = {
        "Keys, one a line, one of which clients must send; also the variable BANTAM_API_KEY.",
        "Without any, everybody on this machine may use the server."
      })
  private @Nullable Path keyFile;

  @Option(
      names = "--admin-key-file",
      paramLabel = "FILE",
      description = "The key that lets a client pull and delete models; without it, none may.")
  private @Nullable Path adminKeyFile;

  Keys keys() throws IOException {
    List<String> users = new ArrayList<>();
    if (keyFile != null) {
      users.addAll(lines(keyFile));
    }
    String variable = System.getenv(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      users.add(variable.strip());
    }
    return Keys.of(users, adminKeyFile == null ? null : single(adminKeyFile));
  }

  private static String single(Path file) throws IOException {
    List<String> lines = lines(file);
    if (lines.size() != 1) {
      throw new Failures.UsageException(file + " must hold one key, and holds " + lines.size());
    }
    return lines.getFirst();
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream().map(String::strip).filter(k -> !k.isEmpty()).toList();
    if (lines.isEmpty()) {
      throw new Failures.UsageException(file + " holds no key");
    }
    return lines;
  }
}
