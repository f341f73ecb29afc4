package dev.bantam.server.model;

import dev.bantam.format.Sha256;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Manifest;
import dev.bantam.hub.Variant;
import dev.bantam.hub.VariantSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model that requests may name.
 *
 * @param name under which it is served
 * @param local where it lies, and what it sets if it is a variant
 * @param manifest the store's, or null for a model that is used where it stands
 */
public record ServedModel(String name, LocalModel local, @Nullable Manifest manifest) {

  /**
   * What is loaded for a model. Equal for models that can share it: copies, and variants that only
   * begin conversations otherwise or set other parameters.
   *
   * @param files the SHA-256 of each file, or the path
   */
  record Loading(
      List<String> files,
      List<Variant.Attached> adapters,
      @Nullable String template,
      int context,
      int threads) {}

  Loading loading() {
    VariantSettings settings = settings();
    Variant variant = local.variant();
    boolean stored = manifest != null && !manifest.files().isEmpty();
    return new Loading(
        stored
            ? manifest.files().stream().map(item -> item.digest().hex()).toList()
            : List.of(local.path().toString()),
        variant == null ? List.of() : variant.adapters(),
        settings.template(),
        settings.context(),
        settings.threads());
  }

  /** What it sets if it is a variant. */
  public VariantSettings settings() {
    return new VariantSettings(local);
  }

  /** Bytes of its files. */
  public long bytes() throws IOException {
    if (manifest != null && !manifest.files().isEmpty()) {
      return manifest.bytes();
    }
    try (Stream<Path> files = Files.walk(local.path())) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }

  /** When it came here. */
  public Instant modified() throws IOException {
    return manifest != null
        ? manifest.added()
        : Files.getLastModifiedTime(local.path()).toInstant();
  }

  /** 64 hexadecimal digits that tell it apart: the SHA-256 of its file if that is all it is. */
  public String digest() throws IOException {
    if (manifest != null && manifest.variant() == null && manifest.files().size() == 1) {
      return manifest.files().getFirst().digest().hex();
    }
    String contents =
        manifest == null
            ? local.path() + " " + modified()
            : manifest.files() + " " + manifest.variant();
    Sha256 hash = new Sha256();
    hash.update(contents);
    return hash.finish().substring("sha256:".length());
  }
}
