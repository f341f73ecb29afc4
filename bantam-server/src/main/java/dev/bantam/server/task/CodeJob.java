package dev.bantam.server.task;

import dev.bantam.hub.Environment;
import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.code.AnsibleCoder;
import dev.bantam.tasks.code.AnsibleDoc;
import dev.bantam.tasks.code.AnsibleModules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/tasks/code}: {@code language} (ansible), {@code name} of a task, {@code before} (what
 * stands before the cursor), {@code collections}. Modules are known once {@code bantam code} has
 * asked for them on this machine: no request waits for that.
 */
final class CodeJob implements Job {
  private static final int COLLECTIONS = 100;

  /** Read at the first request. */
  private @Nullable AnsibleModules modules;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    if (!"ansible".equals(body.string("language", "ansible"))) {
      throw body.wrong("language", "ansible");
    }
    String before = body.string("before", null);
    String name = body.string("name", null);
    return new AnsibleCoder(model, modules(body.strings("collections", COLLECTIONS)))
        .complete(name == null ? "" : name, before == null ? "" : before, List.of(), gone);
  }

  private AnsibleModules modules(List<String> collections) throws IOException {
    AnsibleModules all = known();
    return all.isEmpty() || collections.contains("all")
        ? all
        : all.only(collections.isEmpty() ? List.of("ansible.builtin") : collections);
  }

  private synchronized AnsibleModules known() throws IOException {
    AnsibleModules known = modules;
    if (known == null) {
      Optional<Path> program = AnsibleDoc.program();
      Path kept = AnsibleDoc.keptIn(Environment.current().home());
      known =
          program.isEmpty()
              ? AnsibleModules.NONE
              : AnsibleDoc.kept(program.get(), kept).orElse(AnsibleModules.NONE);
      modules = known;
    }
    return known;
  }
}
