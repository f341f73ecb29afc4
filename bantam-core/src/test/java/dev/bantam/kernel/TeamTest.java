package dev.bantam.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyPartRunsOnceInEverySection(int threads) {
    Random random = new Random(threads);
    try (Team team = new Team(threads)) {
      for (int section = 0; section < 3000; section++) {
        int parts = random.nextInt(20);
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        team.run(parts, runs::incrementAndGet);
        for (int part = 0; part < parts; part++) {
          assertThat(runs.get(part)).as("seed %d: section %d", threads, section).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void workersWakeUpAfterALongPause() throws InterruptedException {
    try (Team team = new Team(3)) {
      for (int section = 0; section < 20; section++) {
        Thread.sleep(2);
        AtomicInteger sum = new AtomicInteger();
        team.run(50, sum::addAndGet);
        assertThat(sum.get()).isEqualTo(1225);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theFirstFailureReachesTheCallerAndTheTeamGoesOn(int threads) {
    try (Team team = new Team(threads)) {
      for (int section = 0; section < 500; section++) {
        Error failure = new StackOverflowError("part " + section % 10);
        int bad = section % 10;
        assertThatThrownBy(
                () ->
                    team.run(
                        10,
                        part -> {
                          if (part == bad) {
                            throw failure;
                          }
                        }))
            .isSameAs(failure);
        AtomicInteger sum = new AtomicInteger();
        team.run(10, sum::addAndGet);
        assertThat(sum.get()).isEqualTo(45);
      }
    }
  }

  @Test
  void aSectionInsideAPartRunsOnItsOwnThread() {
    try (Team team = new Team(4)) {
      AtomicInteger wrong = new AtomicInteger();
      AtomicInteger runs = new AtomicInteger();
      team.run(
          16,
          outer -> {
            Thread self = Thread.currentThread();
            team.run(
                16,
                inner -> {
                  runs.incrementAndGet();
                  if (Thread.currentThread() != self) {
                    wrong.incrementAndGet();
                  }
                });
          });
      assertThat(runs.get()).isEqualTo(256);
      assertThat(wrong.get()).isZero();
    }
  }

  @Test
  void callersOnSeveralThreadsTakeTurns() throws InterruptedException {
    try (Team team = new Team(3)) {
      AtomicInteger sum = new AtomicInteger();
      Thread[] callers = new Thread[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            Thread.ofVirtual()
                .start(
                    () -> {
                      for (int section = 0; section < 500; section++) {
                        team.run(8, part -> sum.incrementAndGet());
                      }
                    });
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(sum.get()).isEqualTo(4 * 500 * 8);
    }
  }

  @Test
  void anInterruptedCallerStillGetsItsResultAndStaysInterrupted() {
    try (Team team = new Team(2)) {
      Thread.currentThread().interrupt();
      AtomicInteger sum = new AtomicInteger();
      for (int section = 0; section < 100; section++) {
        team.run(10, sum::addAndGet);
      }
      assertThat(sum.get()).isEqualTo(4500);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aClosedTeamRefusesWork() {
    Team team = new Team(2);
    assertThatIllegalStateException().isThrownBy(() -> team.run(4, part -> team.close()));
    team.close();
    team.close();
    assertThatIllegalStateException().isThrownBy(() -> team.run(4, part -> {}));
  }
}
