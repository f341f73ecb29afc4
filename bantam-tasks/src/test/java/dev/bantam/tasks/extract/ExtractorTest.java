package dev.bantam.tasks.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bantam.format.Json;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.batch.Batch;
import dev.bantam.tasks.batch.BatchOptions;
import dev.bantam.tasks.batch.BatchReport;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of random weights would say gibberish: what is well-formed is so by construction. */
class ExtractorTest {
  private static final int SCHEMAS = Integer.getInteger("bantam.schemas", 60);

  @TempDir private static Path folder;
  private static TaskModel model;

  @BeforeAll
  static void open() throws IOException {
    model =
        TaskModel.open(
            Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf"));
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  /** Without the schema, as the tiny model's context is short. */
  private static PromptFile prompt(int maxTokens) throws IOException {
    String yaml =
        "{name: extract, version: 1, user: '{{ text }}', max_tokens: %d, temperature: 2}"
            .formatted(maxTokens);
    return PromptFile.read(Files.writeString(folder.resolve("prompt.yaml"), yaml));
  }

  private static Map<String, Object> schema(Random random, int depth) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> {
        schema.put("type", "string");
        schema.put("maxLength", random.nextInt(8));
      }
      case 1 -> {
        schema.put("type", "integer");
        schema.put("minimum", random.nextInt(10) - 5);
        schema.put("maximum", 5 + random.nextInt(1000));
      }
      case 2 -> schema.put("enum", List.of("one", "zwei \"2\"", 3, true));
      case 3 -> schema.put("type", List.of("boolean", "null"));
      case 4 -> {
        schema.put("type", "string");
        schema.put("format", random.nextBoolean() ? "date" : "ipv4");
      }
      case 5 -> {
        schema.put("type", "string");
        schema.put("pattern", "^[A-Z]{2}-\\d{1,3}$");
      }
      case 6 -> {
        schema.put("type", "array");
        schema.put("items", schema(random, depth - 1));
        schema.put("maxItems", random.nextInt(3));
      }
      default -> schema.putAll(object(random, depth - 1));
    }
    return schema;
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      properties.put("p" + i, schema(random, depth));
      if (random.nextBoolean()) {
        required.add("p" + i);
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    return schema;
  }

  @Test
  void everyRecordIsValid() throws IOException {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    long seed = new Random().nextLong();
    int records = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      Map<String, Object> schema = object(new Random(seed + i), 2);
      Extractor extractor = new Extractor(model, RecordSchema.of(schema), prompt(60));
      for (Extracted extracted : extractor.extract(model.begin(), List.of("ab", "c"))) {
        if (extracted.record() == null) {
          assertThat(extracted.error()).contains("did not come to an end within ");
          continue;
        }
        records++;
        assertThat(
                registry
                    .getSchema(Json.write(schema))
                    .validate(
                        Json.write(extracted.record()),
                        InputFormat.JSON,
                        context -> context.executionConfig(c -> c.formatAssertionsEnabled(true))))
            .as("seed %d: %s %s", seed + i, Json.write(schema), extracted.record())
            .isEmpty();
      }
    }
    assertThat(records).as("seed %d", seed).isGreaterThan(SCHEMAS / 2);
  }

  @Test
  void theTokenLimitFailsARowAndNeverCutsARecord() throws IOException {
    Path input = Files.writeString(folder.resolve("in.csv"), "text\nab\ncd\n");
    Path output = folder.resolve("out.jsonl");
    RecordSchema schema =
        RecordSchema.of(
            "s",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\","
                + "\"minLength\":40}},\"required\":[\"a\"]}");
    ExtractRows rows = new ExtractRows(new Extractor(model, schema, prompt(5)), "text");
    BatchReport report = new Batch(model, rows, BatchOptions.DEFAULT).run(input, output);
    assertThat(report.failed()).isEqualTo(2);
    assertThat(Files.readAllLines(output))
        .allMatch(line -> line.contains("did not come to an end within 10 tokens"));
  }

  @Test
  void aLongDocumentHasARecordForEachPassage() throws IOException {
    RecordSchema schema =
        RecordSchema.of(
            "s",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"}},"
                + "\"required\":[\"a\"]}");
    Document document = Document.text("d", "one two three four five\n\n".repeat(60));
    Extraction found = new Extractor(model, schema, prompt(20)).extract(document).value();
    assertThat(found.records()).hasSizeGreaterThan(1);
    assertThat(found.records()).allMatch(r -> r.record() != null && r.unsupported().isEmpty());
  }

  @Test
  void whatIsNotInTheTextIsToldOf() {
    String text =
        "Ms Zoë Müller ordered 12 lamps for 1.299,50 euros on 3 May 2026; nr. A-17, 5 000 kg.";
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("name", "zoë müller");
    record.put("other", "Zoë Ordered");
    record.put("price", 1299.5);
    record.put("count", 12L);
    record.put("weight", 5000L);
    record.put("wrong", 13L);
    record.put("date", "2026-05-03");
    record.put("late", "2026-05-04");
    record.put("kind", "lamp-order");
    record.put("code", "A-17");
    record.put("all", List.of(Map.of("a/b", "desk")));
    record.put("flag", true);
    assertThat(Support.missing(record, text, Set.of("lamp-order")))
        .containsExactly("/other", "/wrong", "/late", "/all/0/a~1b");
  }

  @Test
  void schemasThatCannotBeFollowedAreRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.json"), "{\"type\":\"object\",\"patternProperties\":{\"a\":{}}}");
    assertThatThrownBy(() -> RecordSchema.read(file))
        .hasMessageContaining("s.json")
        .hasMessageContaining("patternProperties");
  }
}
