package dev.bantam.server.constrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bantam.TinyModel;
import dev.bantam.format.Json;
import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Outcome;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a model of random weights says under random schemas is valid, as an independent validator
 * finds. Nothing else can be wrong with it: it would say gibberish.
 */
class SchemaValidityTest {
  private static final int SCHEMAS = Integer.getInteger("bantam.schemas", 120);
  private static final int TOKENS = 600;

  @TempDir Path folder;

  @Test
  void answersFollowRandomSchemas() throws Exception {
    TinyModel.write(folder.resolve("tiny.gguf"), 3);
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    Generator.Options options = Generator.Options.DEFAULT.withContext(TOKENS + 8).withParallel(8);
    int finished = 0;
    try (Generator generator = Generator.open(folder.resolve("tiny.gguf"), options)) {
      List<String> schemas = new ArrayList<>();
      List<Request> requests = new ArrayList<>();
      for (int seed = 0; seed < SCHEMAS; seed++) {
        Map<String, Object> schema = new RandomSchemas(seed).next();
        schemas.add(Json.write(schema));
        requests.add(request(schema, seed));
      }
      List<Outcome> outcomes = generator.generateAll(requests);
      for (int seed = 0; seed < SCHEMAS; seed++) {
        Answer answer = outcomes.get(seed).orThrow();
        if (answer.finish() == FinishReason.STOP) {
          finished++;
          Schema schema = registry.getSchema(schemas.get(seed));
          assertThat(
                  schema.validate(
                      answer.text(),
                      InputFormat.JSON,
                      context -> context.executionConfig(c -> c.formatAssertionsEnabled(true))))
              .as("seed %d: %s\n%s", seed, schemas.get(seed), answer.text())
              .isEmpty();
        }
      }
    }
    assertThat(finished).as("answers that came to an end").isGreaterThanOrEqualTo(SCHEMAS * 9 / 10);
  }

  /** Quotes and brackets that close are made likelier, so that answers end. */
  private static Request request(Map<String, Object> schema, long seed) {
    Map<Integer, Float> bias = new HashMap<>();
    "\"}]".chars().forEach(c -> bias.put(c, 6f));
    SamplingOptions sampling =
        SamplingOptions.builder().temperature(4).topK(0).topP(1).minP(0).logitBias(bias).build();
    return Request.builder(Prompt.text("{"))
        .grammar(Grammar.jsonSchema(schema))
        .sampling(sampling)
        .seed(seed)
        .maxTokens(TOKENS)
        .build();
  }
}
