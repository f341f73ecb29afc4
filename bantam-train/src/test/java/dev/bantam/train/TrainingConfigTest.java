package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.train.Keys.AdapterName;
import dev.bantam.train.Keys.MethodName;
import dev.bantam.train.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainingConfigTest {
  @TempDir Path folder;

  private List<TrainingConfig> read(String yaml, Map<String, List<String>> flags)
      throws IOException {
    return TrainingConfig.read(Files.writeString(folder.resolve("train.yaml"), yaml), flags);
  }

  @Test
  void flagsOverrideStagesAndStagesTheTop() throws IOException {
    List<TrainingConfig> stages =
        read(
            """
            base_model: tinyllama
            datasets: [a.jsonl, b.jsonl]
            learning_rate: 1e-4
            lr_scheduler: wsd
            lora_r: 8
            stages:
              - method: continue
                learning_rate: 5e-5
                datasets: text.txt
                sample_packing: true
              - {method: sft, warmup_steps: 10}
            """,
            Map.of("lora_r", List.of("4"), "seed", List.of("1")));
    assertThat(stages).hasSize(2);
    TrainingConfig one = stages.getFirst();
    TrainingConfig two = stages.getLast();
    assertThat(one.get(Keys.METHOD)).isEqualTo(MethodName.CONTINUE);
    assertThat(one.learningRate()).isEqualTo(5e-5);
    assertThat(one.get(Keys.DATASETS)).containsExactly("text.txt");
    assertThat(one.loop().packedRows()).isEqualTo(4096);
    assertThat(two.get(Keys.DATASETS)).containsExactly("a.jsonl", "b.jsonl");
    assertThat(two.learningRate()).isEqualTo(1e-4);
    assertThat(two.get(Keys.LORA_R)).isEqualTo(4);
    assertThat(two.loop().warmup()).isEqualTo(10);
    assertThat(two.loop().schedule(100)).isEqualTo(new Schedule(Schedule.Kind.WSD, 1e-4, 10, 100));
    assertThat(two.settings())
        .containsEntry("method", "sft")
        .containsEntry("datasets", "a.jsonl, b.jsonl")
        .containsEntry("learning_rate", "1.0E-4")
        .containsEntry("lora_alpha", "32")
        .doesNotContainKey("teacher_model");
  }

  @Test
  void valuesThatWereNotGivenFollowFromTheMethod() {
    TrainingConfig pretrain = TrainingConfig.of(Map.of("method", List.of("pretrain")));
    assertThat(pretrain.adapter()).isEqualTo(AdapterName.NONE);
    assertThat(pretrain.learningRate()).isEqualTo(1e-3);
    TrainingConfig sft = TrainingConfig.of(Map.of());
    assertThat(sft.adapter()).isEqualTo(AdapterName.LORA);
    assertThat(sft.learningRate()).isEqualTo(2e-4);
    assertThat(sft.loop().schedule(100).warmup()).isEqualTo(3);
    assertThatThrownBy(() -> sft.get(Keys.BASE_MODEL))
        .hasMessage("base_model is missing: set it in the file, or --base-model MODEL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lora_r: 0 | lora_r: '0' should be a whole number from 1 to 8192",
        "lora_r: 1.5 | lora_r: '1.5' should be a whole number",
        "lora_r: many | lora_r: 'many' should be a whole number from 1 to 8192",
        "learning_rate: .nan | learning_rate: 'NaN' should be a number from 1.0E-12 to 10",
        "learning_rate: -1e-4 | learning_rate: '-1.0E-4' should be a number from 1.0E-12 to 10",
        "lerning_rate: 1 | unknown key 'lerning_rate' (did you mean 'learning_rate'?)",
        "train_file: a | unknown key 'train_file'; it is called 'datasets' here",
        "xyzzy: 1 | unknown key 'xyzzy'",
        "method: train | method: 'train' should be one of pretrain, continue, sft, dpo, orpo, kto,"
            + " distill",
        "use_rslora: maybe | use_rslora: 'maybe' should be true or false",
        "seed: | seed has no value",
        "seed: [1, 2] | seed takes one value, not 2",
        "datasets: [{path: a}] | datasets should be a value or a list of values, not {path=a}",
        "stages: 3 | stages should be a list of mappings",
        "'stages: [{}, {lora_r: 0}]' | stage 2: lora_r: '0' should be",
        "early_stopping_patience: 3 | early_stopping_patience needs val_file or val_set_size",
        "unfrozen_parameters: [a] | unfrozen_parameters needs 'adapter: none'",
        "method: distill | distill needs teacher_model",
        "prompt_template: hello | prompt_template: \"hello\" names no column",
        "just text | the file should be a mapping",
        "'a: [' | no YAML",
        "'seed: 1\nseed: 2' | no YAML",
      })
  void saysWhatIsWrong(String yaml, String message) {
    String text = yaml.startsWith("'") ? yaml.substring(1, yaml.length() - 1) : yaml;
    assertThatThrownBy(() -> read(text, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("train.yaml") + ": " + message);
  }
}
