package dev.bantam.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.TinyModel;
import dev.bantam.generate.Generator;
import dev.bantam.generate.MemoryNeed;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.hub.Catalogue;
import dev.bantam.hub.Environment;
import dev.bantam.hub.Home;
import dev.bantam.hub.Hub;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.Progress;
import dev.bantam.hub.Variants;
import dev.bantam.server.Figures;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.http.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPoolTest {
  private static final Prompt PROMPT = Prompt.chat(List.of(Message.user("Hello")));

  @TempDir private Path folder;
  private Hub hub;

  @BeforeEach
  void twoModels() throws IOException {
    hub =
        new Hub(
            Home.at(folder.resolve("home")),
            new Catalogue(List.of(), List.of()),
            new Environment(Map.of(), folder, "Linux"));
    add("tiny", 1);
    add("other", 2);
  }

  private void add(String name, long seed) throws IOException {
    Path file = folder.resolve(name + ".gguf");
    TinyModel.write(file, seed);
    hub.home().add(friendly(name), file, null, Progress.NONE);
  }

  private static ModelName.Friendly friendly(String name) throws IOException {
    return (ModelName.Friendly) ModelName.parse(name);
  }

  private ModelPool pool(int parallel, long memory) throws IOException {
    Generator.Options options =
        Generator.Options.DEFAULT.withThreads(1).withParallel(parallel).withMemory(memory);
    return new ModelPool(hub, ServerSettings.DEFAULT.withGenerator(options));
  }

  private ModelPool pool() throws IOException {
    return pool(4, Long.MAX_VALUE);
  }

  private static Request greedy(int tokens) {
    return Request.builder(PROMPT).sampling(SamplingOptions.GREEDY).maxTokens(tokens).build();
  }

  @Test
  void loadsOnceForAllWhoAsk() throws Exception {
    try (ModelPool pool = pool();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Generator>> asks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        String name = List.of("tiny", "tiny:latest").get(i % 2);
        asks.add(
            () -> {
              try (Lease lease = pool.lease(name)) {
                return lease.generator();
              }
            });
      }
      List<Generator> generators = new ArrayList<>();
      for (Future<Generator> ask : threads.invokeAll(asks)) {
        generators.add(ask.get());
      }
      assertThat(generators).allMatch(generator -> generator == generators.getFirst());
    }
  }

  @Test
  void aFailureIsToldToAllAndTheNextRequestTriesAgain() throws Exception {
    Path good = folder.resolve("late.gguf");
    TinyModel.write(good, 3);
    Path bad = folder.resolve("bad.gguf");
    Files.writeString(bad, "GGUF and no more");
    hub.home().add(friendly("late"), bad, null, Progress.NONE);
    try (ModelPool pool = pool()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> pool.lease("late"))
            .isInstanceOfSatisfying(
                ApiException.class,
                e -> {
                  assertThat(e.status()).isEqualTo(500);
                  assertThat(e.message())
                      .startsWith("'late' could not be loaded: late")
                      .doesNotContain(folder.toString());
                });
      }
      hub.home().remove(friendly("late"));
      hub.home().add(friendly("late"), good, null, Progress.NONE);
      pool.lease("late").close();
    }
  }

  @Test
  void namesArePathsForTheOperatorAlone() throws Exception {
    Path file = folder.resolve("tiny.gguf");
    try (ModelPool pool = pool()) {
      for (String name :
          List.of("./tiny.gguf", file.toString(), "../tiny", "tiny.gguf", "x/y", "nobody", "\0")) {
        assertThatThrownBy(() -> pool.lease(name))
            .isInstanceOfSatisfying(
                ApiException.class, e -> assertThat(e.code()).isEqualTo("model_not_found"));
      }
      assertThatThrownBy(() -> pool.lease(null)).hasMessageContaining("model is missing");
    }
    Path own = Files.copy(file, folder.resolve("mine.gguf"));
    try (ModelPool pool = new ModelPool(hub, ServerSettings.DEFAULT.withModel(own.toString()))) {
      assertThat(pool.loaded()).hasSize(1);
      for (String name : List.of("mine", "mine.gguf", "mine:latest", "")) {
        try (Lease lease = pool.lease(name)) {
          assertThat(lease.name()).isEqualTo("mine");
        }
      }
      assertThat(pool.loaded().getFirst().expires())
          .isAfter(Instant.now().plus(Duration.ofDays(365)));
      assertThat(pool.list())
          .extracting(ServedModel::name)
          .containsExactlyInAnyOrder("tiny", "other", "mine");
    }
  }

  @Test
  void idleModelsGoWhenTheirTimeIsOver() throws Exception {
    try (ModelPool pool = pool()) {
      try (Lease lease = pool.lease("tiny")) {
        lease.keepAlive(Duration.ZERO);
        assertThat(pool.loaded()).hasSize(1);
      }
      assertThat(pool.loaded()).isEmpty();
      try (Lease lease = pool.lease("tiny")) {
        lease.keepAlive(Duration.ofMillis(10));
      }
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (!pool.loaded().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertThat(pool.loaded()).isEmpty();
      try (Lease lease = pool.lease("tiny")) {
        pool.unload("tiny");
        assertThat(lease.stream(greedy(3)).answer().tokens()).hasSize(3);
      }
      assertThat(pool.loaded()).isEmpty();
    }
  }

  @Test
  void theLongestIdleMakesRoom() throws Exception {
    add("third", 3);
    try (ModelPool pool = pool(1, MemoryNeed.PROGRAM + least() * 5 / 2)) {
      pool.lease("tiny").close();
      pool.lease("other").close();
      pool.lease("tiny").close();
      pool.lease("third").close();
      assertThat(pool.loaded()).extracting(ModelPool.State::name).containsExactly("third", "tiny");
      try (Lease _ = pool.lease("tiny");
          Lease _ = pool.lease("third")) {
        assertThatThrownBy(() -> pool.lease("other"))
            .isInstanceOfSatisfying(
                ApiException.class,
                e -> {
                  assertThat(e.status()).isEqualTo(429);
                  assertThat(e.retryAfter()).isPositive();
                });
      }
      pool.lease("other").close();
    }
    try (ModelPool pool = pool(1, MemoryNeed.PROGRAM + 1000)) {
      assertThatThrownBy(() -> pool.lease("tiny"))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(503));
    }
  }

  /** Bytes with which a tiny model can be loaded. */
  private long least() throws IOException {
    try (ModelPool pool = pool()) {
      return new Loader(Generator.Options.DEFAULT, null).plan(pool.find("tiny")).least();
    }
  }

  @Test
  void refusesAtOnceWhatWouldWaitTooLong() throws Exception {
    Generator.Options options = Generator.Options.DEFAULT.withThreads(1).withParallel(2);
    ServerSettings settings = ServerSettings.DEFAULT.withGenerator(options).withQueue(3);
    try (ModelPool pool = new ModelPool(hub, settings)) {
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        leases.add(pool.lease("tiny"));
        leases.getLast().stream(greedy(4000));
      }
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> pool.lease("tiny"))
            .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(429));
        times.add(System.nanoTime() - begun);
      }
      Figures.note("a place is refused after", times);
      pool.lease("other").close(); // which has its own places
      leases.getFirst().close();
      pool.lease("tiny").close();
      leases.forEach(Lease::close);
    }
  }

  @Test
  void variantsOfOneBaseShareIt() throws Exception {
    Modelfile modelfile =
        Modelfile.parse(
            "Modelfile",
            """
            FROM tiny
            SYSTEM Be brief.
            PARAMETER temperature 0
            PARAMETER num_predict 7
            PARAMETER stop ZZZ
            MESSAGE user Hi
            MESSAGE assistant Ho
            """);
    new Variants(hub).create(friendly("brief"), modelfile, folder, Progress.NONE);
    try (ModelPool pool = pool();
        Lease base = pool.lease("tiny");
        Lease brief = pool.lease("brief")) {
      assertThat(brief.generator()).isSameAs(base.generator());
      Request request = brief.request(PROMPT).build();
      assertThat(request.sampling().temperature()).isZero();
      assertThat(request.maxTokens()).isEqualTo(7);
      assertThat(request.stops()).containsExactly("ZZZ");
      assertThat(brief.conversation(List.of(Message.user("Q"))))
          .extracting(Message::content)
          .containsExactly("Be brief.", "Hi", "Ho", "Q");
      assertThat(brief.conversation(List.of(Message.system("S"), Message.user("Q"))))
          .extracting(Message::content)
          .containsExactly("S", "Hi", "Ho", "Q");
      assertThat(base.conversation(List.of(Message.user("Q")))).hasSize(1);
      assertThat(base.request(PROMPT).build().sampling()).isEqualTo(SamplingOptions.DEFAULT);
    }
  }

  /** Loads, evictions, expiries and answers at random: each answer is what it is alone. */
  @Test
  void aModelInUseIsNeverClosed() throws Exception {
    add("third", 3);
    List<String> models = List.of("tiny", "other", "third");
    List<String> alone = new ArrayList<>();
    try (ModelPool pool = pool(4, Long.MAX_VALUE)) {
      for (String name : models) {
        try (Lease lease = pool.lease(name)) {
          alone.add(lease.stream(greedy(24)).answer().text());
        }
      }
    }
    long seed = new Random().nextLong();
    System.out.println("ModelPoolTest seed " + seed);
    try (ModelPool pool = pool(4, MemoryNeed.PROGRAM + least() * 5 / 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        Random random = new Random(seed + t);
        done.add(threads.submit(() -> useAtRandom(pool, random, models, alone)));
      }
      int answers = 0;
      for (Future<Integer> one : done) {
        answers += one.get();
      }
      assertThat(answers).as("seed " + seed).isPositive();
    }
  }

  private static int useAtRandom(
      ModelPool pool, Random random, List<String> models, List<String> alone) throws Exception {
    int answers = 0;
    for (int i = 0; i < 25; i++) {
      int model = random.nextInt(models.size());
      try (Lease lease = pool.lease(models.get(model))) {
        lease.keepAlive(Duration.ofMillis(random.nextInt(3)));
        var stream = lease.stream(greedy(24));
        if (random.nextInt(4) > 0) {
          assertThat(stream.answer().text()).isEqualTo(alone.get(model));
          answers++;
        }
      } catch (ApiException e) {
        assertThat(e.status()).isEqualTo(429); // no room beside models in use
      }
    }
    return answers;
  }
}
