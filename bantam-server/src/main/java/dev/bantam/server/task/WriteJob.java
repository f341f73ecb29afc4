package dev.bantam.server.task;

import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.write.Copywriter;
import dev.bantam.tasks.write.WriteTemplate;
import dev.bantam.tasks.write.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v1/tasks/write}: a {@code template} (an object, or YAML as text) and {@code rows}; gives
 * {@code texts}, one for each row.
 */
final class WriteJob implements Job {
  private static final int ROWS = 1000;
  private static final int TRIES = 20;

  /** Texts of rows, in their order. */
  private record Texts(List<Written> texts) implements Described {
    @Override
    public Map<String, Object> fields() {
      return Map.of("texts", texts.stream().map(Written::fields).toList());
    }
  }

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    JsonNode template = body.find("template");
    if (template == null) {
      throw body.wrong("template", "an object, or YAML as text");
    }
    String yaml = template.isString() ? template.stringValue() : template.toString();
    PromptFile prompt = model.prompt("write");
    Copywriter writer =
        new Copywriter(
            model,
            prompt,
            WriteTemplate.parse("template", yaml),
            body.integer("tries", 1, TRIES, Copywriter.TRIES));
    List<Copywriter.Item> items = new ArrayList<>();
    for (JsonFields row : body.objects("rows", ROWS)) {
      items.add(new Copywriter.Item("row " + (items.size() + 1), row.data()));
    }
    if (items.isEmpty()) {
      throw body.wrong("rows", "a list of objects, of at least one");
    }
    Work work = model.begin(gone);
    return work.result(new Texts(writer.write(work, items)), prompt, List.of(), null);
  }
}
