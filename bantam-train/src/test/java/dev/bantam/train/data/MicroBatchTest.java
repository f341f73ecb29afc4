package dev.bantam.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatchTest {
  @Test
  void examplesAreSequencesThatEndBeforeTheirLastTrainedToken() {
    Encoded first = new Encoded(new int[] {5, 6, 7, 8}, new boolean[] {false, true, true, false});
    Encoded second = new Encoded(new int[] {1, 2, 3}, new boolean[] {false, false, true});
    MicroBatch made = MicroBatch.of(List.of(first, second));
    assertThat(made.batch().tokens()).containsExactly(5, 6, 1, 2);
    assertThat(made.batch().sequences()).containsExactly(0, 0, 1, 1);
    assertThat(made.batch().positions()).containsExactly(0, 1, 0, 1);
    assertThat(made.targets()).containsExactly(6, 7, MicroBatch.NONE, 3);
    assertThat(first.weight()).isEqualTo(2);
  }

  @Test
  void packingKeepsTheOrderAndTheCapacity() {
    List<Integer> lengths = List.of(4, 4, 3, 9, 12, 1, 1);
    assertThat(Packer.<Integer>pack(lengths, n -> n, 10))
        .containsExactly(List.of(4, 4), List.of(3), List.of(9), List.of(12), List.of(1, 1));
    assertThat(Packer.<Integer>group(lengths, 3))
        .containsExactly(List.of(4, 4, 3), List.of(9, 12, 1), List.of(1));
  }
}
