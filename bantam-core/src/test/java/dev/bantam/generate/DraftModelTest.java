package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.kernel.Team;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.tensor.DType;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small models that guess for others. */
class DraftModelTest {
  private static final int CONTEXT = 64;
  private static final Generator.Options OPTIONS =
      Generator.Options.DEFAULT.withContext(CONTEXT).withParallel(3).withSpeculate(4);

  /** Each model of the goldens guesses for the first one, or is refused with a reason. */
  @Test
  void answersAreTheSameWhoeverGuesses() throws IOException {
    List<Path> paths = new ArrayList<>();
    Path large = null;
    for (Path dir : Goldens.cases("arch")) {
      paths.add(dir.resolve("model.gguf"));
      if (large == null && Goldens.json(dir.resolve("golden.json")).get("mode").equals("lm")) {
        large = paths.getLast();
      }
    }
    List<Answer> plain = answers(large, null);
    int guessing = 0;
    for (Path small : paths) {
      List<Answer> guessed;
      try {
        guessed = answers(large, small);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching(".*(draft model has another|cannot be the draft).*");
        continue;
      }
      guessing++;
      for (int i = 0; i < plain.size(); i++) {
        Answer answer = guessed.get(i);
        assertThat(answer.tokens()).as("%s, request %d", small, i).isEqualTo(plain.get(i).tokens());
        assertThat(answer.text()).isEqualTo(plain.get(i).text());
        assertThat(answer.timings().draftedTokens()).isPositive();
      }
      Timings greedy = guessed.getFirst().timings();
      if (small.equals(large)) {
        assertThat(greedy.acceptedTokens()).isGreaterThan(20).isEqualTo(greedy.draftedTokens());
      }
    }
    assertThat(guessing).isPositive();
  }

  private static List<Answer> answers(Path large, @Nullable Path small) throws IOException {
    try (ModelFile file = Models.open(large);
        Team team = new Team(1)) {
      Model model = Architectures.wire(file, 0);
      Tokenizer tokenizer = Tokenizer.of(file);
      try (Engine engine = new Engine(model, team, DType.F32, 4L * CONTEXT, 16)) {
        Drafter drafter =
            small == null
                ? Drafter.NONE
                : new FreeRows(new DraftModel(Models.open(small), OPTIONS, tokenizer, team));
        Decoder decoder = new Decoder(model, engine, tokenizer, CONTEXT, 3, drafter);
        List<Answer> answers = decoder.run(jobs(tokenizer)).stream().map(Outcome::orThrow).toList();
        decoder.close();
        assertThat(engine.cache().bytes()).isZero();
        return answers;
      }
    }
  }

  private static List<Decoder.Job> jobs(Tokenizer tokenizer) {
    List<Decoder.Job> jobs = new ArrayList<>();
    for (String prompt : List.of("one", "two words", "three words here", "one more")) {
      int[] tokens = tokenizer.encode(prompt, true, false);
      for (float temperature : new float[] {0, 0.7f}) {
        Request request =
            Request.builder(Prompt.tokens(tokens))
                .maxTokens(30)
                .seed(prompt.length())
                .sampling(SamplingOptions.builder().temperature(temperature).build())
                .ignoreEnd(true)
                .build();
        jobs.add(new Decoder.Job(request, tokens, Listener.NONE));
      }
    }
    return jobs;
  }
}
