package dev.bantam.cli;

import dev.bantam.cli.Failures.UsageException;
import dev.bantam.format.AtomicFile;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Utf8;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.document.DocumentLimits;
import dev.bantam.tasks.translate.Domain;
import dev.bantam.tasks.translate.Glossary;
import dev.bantam.tasks.translate.Tmx;
import dev.bantam.tasks.translate.TranslateOptions;
import dev.bantam.tasks.translate.TranslatedSegment;
import dev.bantam.tasks.translate.Translation;
import dev.bantam.tasks.translate.TranslationMemory;
import dev.bantam.tasks.translate.Translator;
import dev.bantam.tasks.translate.format.FileFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam translate}. */
@Command(
    name = "translate",
    description = "Translate files, which keep their structure, with a glossary and a memory.",
    mixinStandardHelpOptions = true)
final class Translate implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = {
        "Text, Markdown, HTML, subtitles (.srt, .vtt), PO or XLIFF files, or folders of them.",
        "Without one: standard input, as plain text or as --format says."
      })
  private List<Path> files = List.of();

  @Option(names = "--from", required = true, paramLabel = "LANG", description = "Such as en.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "LANG",
      description = "Such as pl or pt-BR.")
  private String to;

  @Option(
      names = "--glossary",
      paramLabel = "FILE",
      description = {
        "Terms that translations must have: CSV with the columns source and target,",
        "which may list forms: pokrywa|pokrywę."
      })
  private @Nullable Path glossary;

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description = "general (the default), medical, legal or technical.")
  private Domain domain = Domain.GENERAL;

  @Option(
      names = "--tm",
      paramLabel = "FILE",
      description = "Translation memories: TMX, or PO files that are translated.")
  private List<Path> memories = List.of();

  @Option(
      names = "--tm-out",
      paramLabel = "FILE",
      description = "Add what the model translates to this TMX file, also after Ctrl-C.")
  private @Nullable Path memoryOut;

  @Option(
      names = "--check",
      description = "Translate back, and mark what comes back unlike its source as doubtful.")
  private boolean check;

  @Option(
      names = "--no-enforce",
      description = "Only ask the model for terms and placeholders, and tell what it lost.")
  private boolean free;

  @Option(names = "--fuzzy", description = "In PO files, also translate fuzzy messages anew.")
  private boolean fuzzy;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, markdown, html, srt, vtt, po or xliff; default: by the file's ending.")
  private @Nullable FileFormat format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "Where translations go: a file, or a folder if there are several.")
  private @Nullable Path output;

  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    TranslateOptions options = options();
    DocumentFiles found = new DocumentFiles(files);
    boolean several = found.files().size() > 1 || files.stream().anyMatch(Files::isDirectory);
    if (several && output == null && !job.json()) {
      throw new UsageException("several files are translated to a folder: -o FOLDER");
    }
    if (several && output != null) {
      Files.createDirectories(output);
    }
    checkTargets(found.files(), several);
    try (TaskModel model = job.open()) {
      Translator translator = new Translator(model, job.prompt(model, "translate"), options);
      Thread atEnd = Thread.ofPlatform().unstarted(() -> saveAtExit(translator));
      Runtime.getRuntime().addShutdownHook(atEnd);
      int status = found.each(file -> translate(file, model, translator, several));
      Runtime.getRuntime().removeShutdownHook(atEnd);
      save(translator);
      return status;
    }
  }

  private void checkTargets(List<Path> sources, boolean several) throws IOException {
    Set<Path> targets = new HashSet<>();
    for (Path file : output == null ? List.<Path>of() : sources) {
      Path to = target(file, several);
      if (!targets.add(to.toAbsolutePath().normalize())) {
        throw new UsageException(
            to + " would be written twice, as two files have that name: translate them apart");
      }
      DocumentFiles.checkApart(sources, to);
    }
  }

  private Path target(Path file, boolean several) {
    Path to = Objects.requireNonNull(output);
    return several ? to.resolve(String.valueOf(file.getFileName())) : to;
  }

  private TranslateOptions options() throws IOException {
    TranslateOptions options =
        TranslateOptions.of(from, to)
            .withDomain(domain)
            .withEnforced(!free)
            .withCheck(check)
            .withFuzzy(fuzzy);
    if (glossary != null) {
      options = options.withGlossary(Glossary.read(glossary));
    }
    TranslationMemory memory = new TranslationMemory();
    for (Path file : memories) {
      boolean po = file.toString().toLowerCase(Locale.ROOT).endsWith(".po");
      memory.addAll(
          po ? TranslationMemory.ofPo(file.toString(), read(file)) : Tmx.read(file, from, to));
    }
    if (memoryOut != null && Files.exists(memoryOut)) {
      memory.addAll(Tmx.read(memoryOut, from, to));
    }
    return options.withMemory(memory);
  }

  private static String read(Path file) throws IOException {
    boolean standard = file.equals(DocumentFiles.STANDARD_INPUT);
    if (!standard && Files.size(file) > DocumentLimits.CHARS) {
      throw tooLarge(file);
    }
    byte[] bytes =
        standard ? System.in.readNBytes(DocumentLimits.CHARS + 1) : Files.readAllBytes(file);
    if (bytes.length > DocumentLimits.CHARS) {
      throw tooLarge(file);
    }
    return Utf8.decode(file, bytes);
  }

  private static MalformedFileException tooLarge(Path file) {
    return new MalformedFileException(
        file, -1, "is larger than %,d bytes; split it".formatted(DocumentLimits.CHARS));
  }

  private void translate(Path file, TaskModel model, Translator translator, boolean several)
      throws IOException {
    boolean standard = file.equals(DocumentFiles.STANDARD_INPUT);
    FileFormat as =
        format != null ? format : standard ? FileFormat.TEXT : FileFormat.of(file.toString());
    Result<Translation> result;
    try (ProgressBar bar = new ProgressBar()) {
      result =
          translator.translate(
              file.toString(),
              read(file),
              as,
              model.begin(),
              (done, of) -> bar.items(done, of, "sentences"));
    }
    Translation translation = result.value();
    if (output == null) {
      job.print(result, translation.text().stripTrailing());
    } else {
      Path to = target(file, several);
      AtomicFile.write(to, translation.text().getBytes(StandardCharsets.UTF_8));
      job.print(result, to.toString());
    }
    if (!job.json()) {
      for (TranslatedSegment segment : translation.doubtful()) {
        System.err.printf(
            Locale.ROOT,
            "doubtful: %s%n       -> %s%n          (%s)%n",
            segment.source(),
            segment.target(),
            String.join("; ", segment.notes()));
      }
    }
  }

  private void save(Translator translator) throws IOException {
    if (memoryOut != null && !translator.learnt().sentences().isEmpty()) {
      Tmx.append(memoryOut, translator.learnt(), from, to);
    }
  }

  private void saveAtExit(Translator translator) {
    try {
      save(translator);
    } catch (IOException e) {
      System.err.println("bantam: " + Failures.message(e));
    }
  }
}
