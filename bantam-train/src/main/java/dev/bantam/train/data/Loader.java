package dev.bantam.train.data;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Makes data sets into what the methods of training take, for one model. */
public final class Loader {
  /** A token of three bytes of text costs five in memory, and an example some more. */
  private static final double BYTES_PER_TEXT_BYTE = 2;

  private final Tokenizer tokenizer;
  private final DialogueEncoder dialogues;
  private final int sequenceLength;

  /**
   * @param prompts the model's, which generates with the same
   * @param sequenceLength most predictions of a sequence, {@code sequence_len}
   * @param now the time that chat templates are told
   */
  public Loader(Tokenizer tokenizer, PromptEncoder prompts, int sequenceLength, LocalDateTime now) {
    if (sequenceLength < 1) {
      throw new IllegalArgumentException("sequence_len must be at least 1, not " + sequenceLength);
    }
    this.tokenizer = tokenizer;
    this.dialogues = new DialogueEncoder(tokenizer, prompts, now);
    this.sequenceLength = sequenceLength;
  }

  /** Makes the sequences of one example. */
  @FunctionalInterface
  private interface Encoder<E> {
    List<E> encode(Example example) throws UnusableException;
  }

  /**
   * Answers, or running text, to learn.
   *
   * @throws MalformedFileException if the data set is of another kind or a row is not well-formed
   * @throws IllegalArgumentException if its tokens would not fit the memory
   */
  public EncodedSet<Encoded> sequences(DataSet data) throws IOException {
    if (data.layout() == Layout.TEXT) {
      return texts(data);
    }
    if (data.layout() == Layout.PREFERENCE || data.layout() == Layout.JUDGED) {
      throw unfit(data, "answers or text");
    }
    Findings findings = new Findings(data.name());
    return load(
        data,
        findings,
        example -> {
          List<Encoded> sequences = checked(findings, (Example.Dialogue) example);
          if (sequences.size() > 1) {
            findings.splitConversation();
          }
          sequences.forEach(findings::keep);
          return sequences;
        });
  }

  /**
   * What the model is asked in the end of a dialogue, and the answer there.
   *
   * @param where the dialogue's file and line, for messages
   * @return a sequence of which the last trained tokens are that answer's
   * @throws MalformedFileException if the template refuses it, or it has no answer
   */
  public Encoded answer(String where, Example.Dialogue dialogue) throws MalformedFileException {
    try {
      return dialogues.encode(dialogue).getLast();
    } catch (UnusableException e) {
      throw new MalformedFileException(where, -1, e.getMessage());
    }
  }

  /** Pairs of answers; errors as of {@link #sequences}. */
  public EncodedSet<EncodedPair> pairs(DataSet data) throws IOException {
    if (data.layout() != Layout.PREFERENCE) {
      throw unfit(data, Layout.PREFERENCE.title());
    }
    Findings findings = new Findings(data.name());
    return load(
        data,
        findings,
        example -> {
          Example.Preference pair = (Example.Preference) example;
          Encoded chosen = checked(findings, pair.chosen()).getLast();
          Encoded rejected = checked(findings, pair.rejected()).getLast();
          findings.keep(chosen);
          findings.keep(rejected);
          return List.of(new EncodedPair(chosen, rejected));
        });
  }

  /** Answers called good or bad; errors as of {@link #sequences}. */
  public EncodedSet<EncodedJudgement> judgements(DataSet data) throws IOException {
    if (data.layout() != Layout.JUDGED) {
      throw unfit(data, Layout.JUDGED.title());
    }
    Findings findings = new Findings(data.name());
    return load(
        data,
        findings,
        example -> {
          Example.Judged judged = (Example.Judged) example;
          Encoded answer = checked(findings, judged.answer()).getLast();
          findings.keep(answer);
          return List.of(new EncodedJudgement(answer, judged.good()));
        });
  }

  /** The sequences of a data set of any kind, for a person to look at. */
  public EncodedSet<Encoded> anySequences(DataSet data) throws IOException {
    return switch (data.layout()) {
      case PREFERENCE -> {
        EncodedSet<EncodedPair> pairs = pairs(data);
        yield new EncodedSet<>(
            pairs.examples().stream()
                .flatMap(pair -> Stream.of(pair.chosen(), pair.rejected()))
                .toList(),
            pairs.findings());
      }
      case JUDGED -> {
        EncodedSet<EncodedJudgement> judged = judgements(data);
        yield new EncodedSet<>(
            judged.examples().stream().map(EncodedJudgement::answer).toList(), judged.findings());
      }
      default -> sequences(data);
    };
  }

  private static MalformedFileException unfit(DataSet data, String needed) {
    return new MalformedFileException(
        data.name(),
        -1,
        "has %s, but this method learns from %s".formatted(data.layout().title(), needed));
  }

  private <E> EncodedSet<E> load(DataSet data, Findings findings, Encoder<E> encoder)
      throws IOException {
    requireMemory(data);
    List<E> examples = new ArrayList<>();
    data.forEach(
        (where, example) -> {
          findings.row();
          try {
            examples.addAll(encoder.encode(example));
          } catch (UnusableException e) {
            findings.leaveOut(where, e);
          }
        });
    return new EncodedSet<>(List.copyOf(examples), findings);
  }

  private EncodedSet<Encoded> texts(DataSet data) throws IOException {
    requireMemory(data);
    Findings findings = new Findings(data.name());
    TextWindows windows = new TextWindows(tokenizer, sequenceLength);
    List<Encoded> examples = new ArrayList<>();
    data.forEach(
        (where, example) -> {
          findings.row();
          examples.addAll(windows.add(((Example.Text) example).text()));
        });
    examples.addAll(windows.rest());
    for (Encoded example : examples) {
      findings.length(example.rows());
      findings.keep(example);
    }
    return new EncodedSet<>(List.copyOf(examples), findings);
  }

  private List<Encoded> checked(Findings findings, Example.Dialogue dialogue)
      throws UnusableException {
    List<Encoded> sequences = dialogues.encode(dialogue);
    for (Encoded sequence : sequences) {
      findings.length(sequence.rows());
    }
    for (Encoded sequence : sequences) {
      if (sequence.rows() > sequenceLength) {
        throw new UnusableException(
            Problem.TOO_LONG,
            "%d tokens, and sequence_len is %d".formatted(sequence.rows(), sequenceLength));
      }
    }
    return sequences;
  }

  private static void requireMemory(DataSet data) throws IOException {
    Runtime jvm = Runtime.getRuntime();
    long free = jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory();
    double needed = data.bytes() * BYTES_PER_TEXT_BYTE;
    if (needed > free) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: its tokens need about %.1f GB of memory, and Java has %.1f GB: train on a part"
                  + " of it, or allow more with BANTAM_JAVA_OPTS=-Xmx%dg",
              data.name(),
              needed / 1e9,
              free / 1e9,
              (long) Math.ceil(needed / (1 << 30)) + 2));
    }
  }
}
