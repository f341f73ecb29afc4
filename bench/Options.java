import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a run was asked for. */
final class Options {
  final List<Path> models = new ArrayList<>();
  final List<Engine> engines = new ArrayList<>();
  List<Measure> tests;
  int rounds = 5;
  int repetitions = 2;
  Path json;

  static Options parse(String[] args) throws Exception {
    Path root = Path.of(System.getProperty("bantam.root"));
    Options options = new Options();
    options.engines.add(new Engine.Bantam(root));
    String tests = "pp128,pp512,tg64,tg64x8,tg64@d4096,busy,start";
    List<Integer> threads = List.of(1, 2);
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("-")) {
        options.models.add(Path.of(args[i]));
        continue;
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value; see bench/README.md");
      }
      String value = args[++i];
      switch (args[i - 1]) {
        case "--llama.cpp" -> options.engines.add(new Engine.LlamaCpp(Path.of(value)));
        case "--llama3" -> options.engines.add(Engine.llama3(Path.of(value), root));
        case "--jlama" -> {
          options.engines.add(Engine.jlama(Path.of(value), true, root));
          options.engines.add(Engine.jlama(Path.of(value), false, root));
        }
        case "--tests" -> tests = value;
        case "-t" -> threads = Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
        case "-N" -> options.rounds = Integer.parseInt(value);
        case "-r" -> options.repetitions = Integer.parseInt(value);
        case "--json" -> options.json = Path.of(value);
        default ->
            throw new IllegalArgumentException(
                "no option is called " + args[i - 1] + "; see bench/README.md");
      }
    }
    if (options.models.isEmpty()) {
      throw new IllegalArgumentException("name a .gguf file, or several; see bench/README.md");
    }
    options.tests = Measure.parse(tests, threads);
    return options;
  }
}
