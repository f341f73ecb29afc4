package dev.bantam.generate;

import dev.bantam.format.ModelFile;
import dev.bantam.model.Adapters;
import dev.bantam.model.adapter.Adapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The adapters that a generator was opened with.
 *
 * @param all in the order of the options
 * @param names what requests call them
 * @param mix how much of each a request gets that does not say
 */
record OpenAdapters(List<Adapter> all, List<String> names, AdapterMix mix) {
  /**
   * Opens them for a model.
   *
   * @throws dev.bantam.format.MalformedFileException if one is not well-formed, or for another
   *     model
   * @throws IllegalArgumentException if they do not go together
   */
  static OpenAdapters of(Generator.Options options, ModelFile model) throws IOException {
    List<Adapter> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    float[] weights = new float[options.adapters().size()];
    for (Generator.AdapterFile adapter : options.adapters()) {
      weights[all.size()] = adapter.weight();
      all.add(Adapters.open(adapter.path(), model));
      names.add(adapter.name());
    }
    checkSoftPrompts(all, options);
    return new OpenAdapters(List.copyOf(all), List.copyOf(names), new AdapterMix(weights));
  }

  private static void checkSoftPrompts(List<Adapter> adapters, Generator.Options options) {
    List<Adapter> prompts = adapters.stream().filter(a -> a.prompt() != null).toList();
    if (prompts.size() > 1 || (!prompts.isEmpty() && options.draft() != null)) {
      throw new IllegalArgumentException(
          "a soft prompt (%s) goes with no other and with no draft model"
              .formatted(prompts.getFirst().name()));
    }
  }
}
