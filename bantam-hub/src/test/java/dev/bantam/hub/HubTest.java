package dev.bantam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a name to a model, with a hub on loopback and an npm that is a shell script. */
@Timeout(60)
final class HubTest {
  @TempDir Path folder;

  private final Map<String, String> variables = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final Progress progress =
      new Progress() {
        @Override
        public void step(String what) {
          told.add(what);
        }

        @Override
        public void bytes(long done, long total, long perSecond) {}
      };

  private Hub hub(Catalogue catalogue) {
    Environment environment = new Environment(variables, folder, "Linux");
    return new Hub(Home.at(folder.resolve("home")), () -> catalogue, environment, PullerTest.SHORT);
  }

  private Hub hub() {
    return hub(new Catalogue(List.of(), List.of()));
  }

  /** A hub with one repository, whose files hold their own names. */
  private RogueRegistry repository(List<String> files) throws IOException {
    RogueRegistry registry =
        new RogueRegistry(
            (q, out) -> {
              if (q.path().equals("/api/models/o/r")) {
                json(
                    out,
                    "{\"sha\": \"" + "c".repeat(40) + "\", \"cardData\": {\"license\": \"mit\"}}");
              } else if (q.path().startsWith("/api/models/o/r/tree/" + "c".repeat(40))) {
                json(out, listing(files));
              } else if (q.path().startsWith("/o/r/resolve/" + "c".repeat(40) + "/")) {
                String file = q.path().substring(q.path().indexOf("cc/") + 3);
                RogueRegistry.file(q, out, bytes(file), "\"e\"", 1 << 20);
              } else {
                RogueRegistry.head(out, "404 Not Found");
              }
            });
    variables.put("HF_ENDPOINT", registry.uri("").toString());
    return registry;
  }

  private static void json(OutputStream out, String json) throws IOException {
    RogueRegistry.head(out, "200 OK", "Content-Length: " + bytes(json).length);
    out.write(bytes(json));
  }

  private static String listing(List<String> files) {
    List<String> nodes = new ArrayList<>();
    for (String file : files) {
      String lfs =
          file.endsWith(".json")
              ? ""
              : ", \"lfs\": {\"oid\": \"" + PullerTest.digest(bytes(file)).hex() + "\"}";
      nodes.add(
          "{\"type\": \"file\", \"path\": \""
              + file
              + "\", \"size\": "
              + file.length()
              + lfs
              + "}");
    }
    return nodes.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An npm that "packs" what it finds under the package's name, and fails for all others. */
  private void npm(Map<String, Map<String, byte[]>> packages) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (Map.Entry<String, Map<String, byte[]>> pkg : packages.entrySet()) {
      Files.write(bin.resolve(pkg.getKey() + ".tgz"), tgz(pkg.getValue()));
    }
    Path npm = bin.resolve("npm");
    Files.writeString(
        npm,
        """
        #!/bin/sh
        while [ $# -gt 1 ]; do
          [ "$1" = --pack-destination ] && to=$2
          shift
        done
        echo "$1" >> "$(dirname "$0")/asked"
        if [ -f "$(dirname "$0")/$1.tgz" ]; then cp "$(dirname "$0")/$1.tgz" "$to/x-1.0.0.tgz"
        else echo "npm error code E404" >&2; exit 1; fi
        """);
    assumeThat(npm.toFile().setExecutable(true)).isTrue();
    variables.put("PATH", bin + ":/usr/bin:/bin");
  }

  private static byte[] tgz(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        String path = "package/" + file.getKey();
        if (path.length() > 100) {
          String pax = " path=" + path + "\n";
          entry(out, "pax", 'x', bytes((pax.length() + 3) + pax));
          path = path.substring(0, 100);
        }
        entry(out, path, '0', file.getValue());
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static void entry(OutputStream out, String path, char type, byte[] body)
      throws IOException {
    byte[] header = new byte[512];
    System.arraycopy(bytes(path), 0, header, 0, path.length());
    byte[] size = bytes(String.format("%011o", body.length));
    System.arraycopy(size, 0, header, 124, size.length);
    header[156] = (byte) type;
    out.write(header);
    out.write(Arrays.copyOf(body, (body.length + 511) / 512 * 512));
  }

  @Test
  void takesTheDefaultQuantisationAndThenStaysOffline() throws IOException {
    try (RogueRegistry registry =
        repository(List.of("README.md", "m-Q2_K.gguf", "m-Q4_K_M.gguf", "mmproj-Q4_K_M.gguf"))) {
      Hub hub = hub();
      LocalModel model = hub.resolve(ModelName.parse("hf:o/r"), progress);
      assertThat(model.path()).hasFileName("m-Q4_K_M.gguf").hasContent("m-Q4_K_M.gguf");
      assertThat(model.source()).contains("hf:o/r").contains("cccc");
      assertThat(model.licence()).isEqualTo("mit");
      assertThat(model.fetched()).isTrue();
      int asked = registry.requests().size();
      assertThat(hub.resolve(ModelName.parse("hf:o/r"), progress).fetched()).isFalse();
      assertThat(registry.requests()).hasSize(asked);
      assertThat(hub.resolve(ModelName.parse("hf:o/r:q2_k"), progress).path())
          .hasContent("m-Q2_K.gguf");
      assertThatThrownBy(() -> hub.resolve(ModelName.parse("hf:o/r:Q2"), progress))
          .isInstanceOf(HubException.BadName.class)
          .hasMessageContaining("m-Q2_K.gguf");
    }
  }

  @Test
  void takesAllPartsOfASplitModel() throws IOException {
    try (RogueRegistry registry =
        repository(
            List.of(
                "q4_k_m/m-q4_k_m-00001-of-00002.gguf",
                "q4_k_m/m-q4_k_m-00002-of-00002.gguf",
                "m-q8_0.gguf"))) {
      LocalModel model = hub().resolve(ModelName.parse("hf:o/r"), progress);
      assertThat(model.path()).hasFileName("m-q4_k_m-00001-of-00002.gguf");
      assertThat(model.path().resolveSibling("m-q4_k_m-00002-of-00002.gguf")).exists();
      assertThat(registry.requests()).hasSize(4);
    }
  }

  @Test
  void takesAFolderWhereThereIsNoGguf() throws IOException {
    try (RogueRegistry registry =
        repository(
            List.of(
                "config.json",
                "tokenizer.json",
                "model.safetensors",
                "onnx/model.onnx",
                "a.bin"))) {
      LocalModel model = hub().resolve(ModelName.parse("hf:o/r"), progress);
      assertThat(model.path()).isDirectory();
      assertThat(model.path().resolve("model.safetensors")).hasContent("model.safetensors");
      assertThat(model.path().resolve("config.json")).hasContent("config.json");
      assertThat(registry.requests()).hasSize(5);
    }
  }

  @Test
  void refusesPickledWeights() throws IOException {
    try (RogueRegistry registry = repository(List.of("config.json", "pytorch_model.bin"))) {
      assertThatThrownBy(() -> hub().resolve(ModelName.parse("hf:o/r"), progress))
          .isInstanceOf(HubException.BadName.class)
          .hasMessageContaining("pickled");
      assertThat(registry.requests()).hasSize(2);
    }
  }

  @Test
  void unpacksNpmPackages() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("README.md", bytes("read"));
    files.put("long/".repeat(30) + "config.json", bytes("config"));
    files.put("long/".repeat(30) + "model.fp16.safetensors", bytes("weights"));
    files.put("../../evil", bytes("evil"));
    npm(Map.of("x@1.0.0", files));
    LocalModel model = hub().resolve(ModelName.parse("npm:x@1.0.0"), progress);
    assertThat(model.path().resolve("model.safetensors")).hasContent("weights");
    assertThat(model.path().resolve("config.json")).hasContent("config");
    assertThat(folder.resolve("home/partial/npm-x@1.0.0")).doesNotExist();
    assertThat(hub().resolve(ModelName.parse("npm:x@1.0.0/README.md"), progress).path())
        .hasContent("read");
    assertThatThrownBy(() -> hub().resolve(ModelName.parse("npm:y@1.0.0"), progress))
        .isInstanceOf(HubException.Network.class)
        .hasMessageContaining("E404");
  }

  private Catalogue.Entry entry(String name, Catalogue.Source... sources) {
    return new Catalogue.Entry(name, null, "", "MIT", "1", 1, List.of(sources));
  }

  private static Catalogue.Source packaged(byte[] whole, Catalogue.Part... parts) {
    Catalogue.Packaged file =
        new Catalogue.Packaged("m.gguf", PullerTest.digest(whole), whole.length, List.of(parts));
    return new Catalogue.Source(null, null, List.of(file));
  }

  @Test
  void fallsBackToTheNextSourceAndSaysSo() throws IOException {
    try (RogueRegistry closed = new RogueRegistry((q, out) -> {})) {
      variables.put("HF_ENDPOINT", closed.uri("").toString());
    }
    byte[] whole = bytes("onetwo");
    npm(
        Map.of(
            "a@1.0.0", Map.of("model.part", bytes("..one")),
            "b@1.0.0", Map.of("model.part", bytes("two.."))));
    Catalogue.Source good =
        packaged(
            whole,
            new Catalogue.Part("a@1.0.0", "model.part", 2L, null, null),
            new Catalogue.Part("b@1.0.0", "model.part", null, 3L, null));
    Catalogue.Source wrong =
        packaged(
            bytes("other!"),
            new Catalogue.Part("a@1.0.0", "model.part", 2L, null, null),
            new Catalogue.Part("b@1.0.0", "model.part", null, 3L, null));
    Catalogue.Source remote = new Catalogue.Source("hf:o/r", null, null);
    Catalogue catalogue =
        new Catalogue(
            List.of("big", "small"),
            List.of(entry("big", remote), entry("small", remote, wrong, good)));
    LocalModel model = hub(catalogue).starter(progress);
    assertThat(model.path()).hasContent("onetwo");
    assertThat(model.source()).isEqualTo("npm:a@1.0.0 + b@1.0.0");
    assertThat(model.name()).isEqualTo("small");
    assertThat(told)
        .anyMatch(line -> line.contains("hf:o/r is not to be had"))
        .anyMatch(line -> line.contains("SHA-256"));
    assertThat(hub(catalogue).starter(progress).fetched()).isFalse();
    assertThat(Files.readAllLines(folder.resolve("bin/asked"))).hasSize(4);
  }

  @Test
  void saysHowToBringAModelWhenThereIsNone() {
    variables.put("HF_HUB_OFFLINE", "1");
    variables.put("PATH", folder.toString());
    Catalogue.Source packaged =
        packaged(bytes("x"), new Catalogue.Part("a@1.0.0", "model.part", null, null, null));
    Catalogue.Source remote = new Catalogue.Source("hf:o/r", null, null);
    Catalogue catalogue = new Catalogue(List.of("m"), List.of(entry("m", remote, packaged)));
    assertThatThrownBy(() -> hub(catalogue).starter(progress))
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.exitCode()).isEqualTo(69))
        .hasMessageContaining("HF_HUB_OFFLINE")
        .hasMessageContaining("npm")
        .hasMessageContaining("bantam import")
        .hasMessageContaining("bantam run ./model.gguf");
    assertThatThrownBy(() -> hub(catalogue).resolve(ModelName.parse("other"), progress))
        .isInstanceOf(HubException.BadName.class)
        .hasMessageContaining("it has m");
  }

  @Test
  void usesWhatOtherProgramsHave() throws IOException {
    Path repository = folder.resolve(".cache/huggingface/hub/models--o--r");
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/abc"));
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), "abc");
    Files.writeString(snapshot.resolve("m-Q8_0.gguf"), "eight");
    assertThat(hub().resolve(ModelName.parse("hf:o/r"), progress).path())
        .isEqualTo(snapshot.resolve("m-Q8_0.gguf"));

    Path ollama = folder.resolve(".ollama/models");
    Path manifest = ollama.resolve("manifests/registry.ollama.ai/library/llama/1b");
    Digest digest = PullerTest.digest(bytes("x"));
    Files.createDirectories(manifest.getParent());
    Files.createDirectories(ollama.resolve("blobs"));
    Files.writeString(ollama.resolve("blobs/" + digest), "x");
    Files.writeString(
        manifest,
        "{\"layers\": [{\"mediaType\": \"application/vnd.ollama.image.model\", \"digest\":"
            + " \"sha256:"
            + digest.hex()
            + "\"}]}");
    assertThat(hub().resolve(ModelName.parse("ollama:llama:1b"), progress).path())
        .isEqualTo(ollama.resolve("blobs/" + digest));
    assertThat(hub().resolve(ModelName.parse("llama:1b"), progress).source())
        .isEqualTo("Ollama's store");
    assertThatThrownBy(() -> hub().resolve(ModelName.parse("ollama:other"), progress))
        .isInstanceOf(HubException.BadName.class);
  }

  @Test
  void knowsWhatItsCatalogueNames() throws IOException {
    Catalogue catalogue = Catalogue.builtIn();
    List<String> names = new ArrayList<>();
    for (Catalogue.Entry entry : catalogue.models()) {
      names.add(entry.name());
      names.addAll(entry.aliases() == null ? List.of() : entry.aliases());
      assertThat(ModelName.parse(entry.name())).hasToString(entry.name());
      assertThat(entry.sources()).as(entry.name()).isNotEmpty();
      for (Catalogue.Source source : entry.sources()) {
        assertThat(source.name() == null).as(entry.name()).isEqualTo(source.npm() != null);
        assertThat(source.npm() != null || ModelName.parse(source.describe()) != null).isTrue();
      }
    }
    assertThat(names).doesNotHaveDuplicates().containsAll(catalogue.starter());
  }
}
