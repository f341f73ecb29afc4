package dev.bantam.train.data;

import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import dev.bantam.tokenizer.chat.TemplateException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Makes tokens of dialogues: for each answer exactly those that the model is fed when it is asked
 * for that answer, then the answer's and the token that ends its turn. Only the latter two are
 * trained.
 *
 * <p>Which tokens are the answer's is found by rendering twice: the messages before it with the
 * opening of an answer, and the messages up to it. Where one is the beginning of the other, the
 * rest is the answer, whatever the template looks like.
 */
final class DialogueEncoder {
  private static final ChatTemplate.Options ASKED = ChatTemplate.Options.DEFAULT;
  private static final ChatTemplate.Options ANSWERED = ASKED.withGenerationPrompt(false);

  /** Text that is not joined with what follows it. */
  private static final Span ANCHOR = new Span("\n", true);

  private final Tokenizer tokenizer;
  private final PromptEncoder prompts;
  private final LocalDateTime now;
  private final Set<Integer> ends;

  /**
   * @param now the time that templates are told, so that the same run gives the same tokens on
   *     another day
   */
  DialogueEncoder(Tokenizer tokenizer, PromptEncoder prompts, LocalDateTime now) {
    this.tokenizer = tokenizer;
    this.prompts = prompts;
    this.now = now;
    this.ends = tokenizer.endOfGeneration();
  }

  /** What the model is fed, and what it shall answer, with the end of its turn. */
  private record Turn(int[] prompt, int[] answer) {
    int end() {
      return prompt.length + answer.length;
    }

    int[] tokens() {
      int[] all = Arrays.copyOf(prompt, end());
      System.arraycopy(answer, 0, all, prompt.length, answer.length);
      return all;
    }
  }

  /**
   * The sequences of a dialogue: one, or where the template writes earlier answers otherwise than
   * the last one (without their reasoning, say) one for each answer.
   *
   * @throws UnusableException if the template does not have it so, or nothing would be trained
   */
  List<Encoded> encode(Example.Dialogue dialogue) throws UnusableException {
    List<Turn> turns =
        switch (dialogue) {
          case Example.Completion text when prompts.template() == null -> List.of(turn(text));
          case Example.Completion asked -> turns(asked.chat());
          case Example.Chat chat -> turns(chat);
        };
    if (turns.isEmpty()) {
      throw new UnusableException(Problem.UNTRAINED, "it has no answer of an assistant");
    }
    int[] last = turns.getLast().tokens();
    boolean oneSequence = turns.stream().allMatch(turn -> startsWith(last, turn.tokens()));
    List<Encoded> sequences = new ArrayList<>();
    if (oneSequence) {
      sequences.add(sequence(last, turns));
    } else {
      for (Turn turn : turns) {
        sequences.add(sequence(turn.tokens(), List.of(turn)));
      }
    }
    return sequences;
  }

  private static Encoded sequence(int[] tokens, List<Turn> turns) throws UnusableException {
    boolean[] trained = new boolean[tokens.length];
    for (Turn turn : turns) {
      Arrays.fill(trained, Math.max(1, turn.prompt().length), Math.max(1, turn.end()), true);
    }
    Encoded sequence = tokens.length == 0 ? null : new Encoded(tokens, trained);
    if (sequence == null || sequence.weight() == 0) {
      throw new UnusableException(Problem.UNTRAINED, "its answer is empty");
    }
    return sequence;
  }

  private List<Turn> turns(Example.Chat chat) throws UnusableException {
    List<Turn> turns = new ArrayList<>();
    List<Message> messages = chat.messages();
    try {
      for (int i = chat.given(); i < messages.size(); i++) {
        if (messages.get(i).role().equals("assistant")) {
          turns.add(turn(messages.subList(0, i), messages.subList(0, i + 1)));
        }
      }
    } catch (TemplateException e) {
      throw new UnusableException(Problem.REFUSED, e.getMessage());
    }
    return turns;
  }

  private Turn turn(List<Message> before, List<Message> upToAnswer) throws UnusableException {
    if (before.isEmpty()) {
      throw new UnusableException(Problem.UNTRAINED, "it begins with an answer");
    }
    List<Span> asked = prompts.render(before, ASKED, now);
    List<Span> answered = prompts.render(upToAnswer, ANSWERED, now);
    String question = text(asked);
    if (!text(answered).startsWith(question)) {
      throw new UnusableException(
          Problem.REWRITTEN,
          "it asks with \"%s\" and writes \"%s\""
              .formatted(shownEnd(question), shownEnd(common(question, text(answered)))));
    }
    int[] prompt = prompts.encode(asked);
    return new Turn(
        prompt,
        toEndOfTurn(rest(prompt, prompts.encode(answered), after(answered, question.length()))));
  }

  /** Without a template: the prompt as it is, then its completion. */
  private Turn turn(Example.Completion text) throws UnusableException {
    int[] prompt = prompts.encode(Prompt.text(text.prompt()));
    List<Span> completion = List.of(new Span(text.completion(), true));
    int[] whole = prompts.encode(Prompt.text(text.prompt() + text.completion()));
    return new Turn(prompt, toEndOfTurn(rest(prompt, whole, completion)));
  }

  /**
   * The tokens that follow a prompt: those of the whole, unless the prompt's end and the answer's
   * beginning became one token there, which they do not when the model is asked.
   */
  private int[] rest(int[] prompt, int[] whole, List<Span> answer) throws UnusableException {
    if (startsWith(whole, prompt)) {
      return Arrays.copyOfRange(whole, prompt.length, whole.length);
    }
    byte[] text = tokenizer.decode(whole, false, true);
    for (Span before : List.of(new Span("", false), ANCHOR)) {
      int[] tokens = afterAnchor(before, answer);
      int[] joined = new Turn(prompt, tokens).tokens();
      if (Arrays.equals(tokenizer.decode(joined, false, true), text)) {
        return tokens;
      }
    }
    throw new UnusableException(
        Problem.REWRITTEN, "the tokenizer cannot cut the text where the answer begins");
  }

  /**
   * The tokens of a text alone, or as they are after an anchor: some tokenizers put a space before
   * whatever they are given.
   */
  private int[] afterAnchor(Span anchor, List<Span> text) {
    List<Span> anchored = new ArrayList<>(List.of(anchor));
    anchored.addAll(text);
    int[] tokens = tokenizer.encode(anchored, false);
    int skipped = tokenizer.encode(List.of(anchor), false).length;
    return Arrays.copyOfRange(tokens, Math.min(skipped, tokens.length), tokens.length);
  }

  /**
   * The answer up to the token with which the model ends its turn, and not what the template writes
   * after it; with the end of text where the template writes no end.
   */
  private int[] toEndOfTurn(int[] answer) {
    for (int i = 0; i < answer.length; i++) {
      if (ends.contains(answer[i])) {
        return Arrays.copyOf(answer, i + 1);
      }
    }
    if (tokenizer.eos() < 0) {
      return answer;
    }
    int[] ended = Arrays.copyOf(answer, answer.length + 1);
    ended[answer.length] = tokenizer.eos();
    return ended;
  }

  private static boolean startsWith(int[] tokens, int[] beginning) {
    return beginning.length <= tokens.length
        && Arrays.equals(tokens, 0, beginning.length, beginning, 0, beginning.length);
  }

  private static String text(List<Span> spans) {
    StringBuilder text = new StringBuilder();
    spans.forEach(span -> text.append(span.text()));
    return text.toString();
  }

  /** The spans of a text without its first {@code length} characters. */
  private static List<Span> after(List<Span> spans, int length) {
    List<Span> rest = new ArrayList<>();
    int skip = length;
    for (Span span : spans) {
      int skipped = Math.min(skip, span.text().length());
      skip -= skipped;
      rest.add(new Span(span.text().substring(skipped), span.content()));
    }
    return rest;
  }

  /** What the answer has where the question has its end: as much as is alike, and a little more. */
  private static String common(String question, String answered) {
    int same = 0;
    while (same < Math.min(question.length(), answered.length())
        && question.charAt(same) == answered.charAt(same)) {
      same++;
    }
    return answered.substring(0, Math.min(answered.length(), same + 20));
  }

  private static String shownEnd(String text) {
    String end = text.length() <= 60 ? text : "..." + text.substring(text.length() - 60);
    return end.replace("\n", "\\n");
  }
}
