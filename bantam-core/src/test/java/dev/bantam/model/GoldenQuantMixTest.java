package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The type that each tensor gets in a mix, against models that llama-quantize wrote. */
class GoldenQuantMixTest {
  @TestFactory
  List<DynamicTest> tensorTypesEqualLlamaCpp() throws IOException {
    return Goldens.cases("quant_models").stream()
        .map(folder -> dynamicTest(folder.getFileName().toString(), () -> check(folder)))
        .toList();
  }

  private static void check(Path folder) throws IOException {
    try (ModelFile model = Gguf.open(folder.resolve("model.gguf"))) {
      QuantMix mix = QuantMix.ofFileType(model.metadata().integer("general.file_type"));
      boolean weighed = model.metadata().has("quantize.imatrix.entries_count");
      Map<String, DType> stored = new LinkedHashMap<>();
      model.tensors().forEach((name, tensor) -> stored.put(name, tensor.type()));
      Map<String, DType> planned = QuantPlan.of(model, mix, false, weighed);
      int different =
          (int) stored.keySet().stream().filter(n -> stored.get(n) != planned.get(n)).count();
      GoldenReport.add(
          "quant_models", folder.getFileName().toString(), "tensors of other type", different, 0);
      assertThat(planned).containsExactlyInAnyOrderEntriesOf(stored);
    }
  }
}
