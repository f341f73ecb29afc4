package dev.bantam.tasks.chat;

import dev.bantam.generate.Answer;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.ToolCall;
import dev.bantam.generate.chat.ChatFormat;
import dev.bantam.generate.chat.ChatTurn;
import dev.bantam.generate.chat.ReplyParser;
import dev.bantam.generate.chat.ReplyPart;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.guard.Checked;
import dev.bantam.tasks.guard.Finding;
import dev.bantam.tasks.guard.Guard;
import dev.bantam.tasks.guard.GuardedStream;
import dev.bantam.tasks.guard.Side;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that does not outgrow the context: when it nears its end, the model turns the
 * oldest messages into a note, which stays in the system message, and what was said last stays as
 * it is. Not thread-safe.
 */
public final class Conversation {
  /** Room for an answer is this part of the context, unless the answer is to be shorter. */
  private static final int ANSWER_PART = 4;

  /** How often a model may ask for tools before it has to answer. */
  private static final int ROUNDS = 4;

  private final TaskModel model;
  private final ConversationOptions options;
  private final Guard guard;
  private final MemoryNote notes;
  private final Consumer<Memory> keeper;
  private Memory memory;
  private @Nullable String wanted;

  /** A conversation that goes on from a memory. */
  public Conversation(TaskModel model, ConversationOptions options, Memory memory) {
    this(model, options, memory, _ -> {});
  }

  /**
   * A conversation that goes on from a memory.
   *
   * @param keeper is given the memory each time it changes, the first time before the answer begins
   */
  public Conversation(
      TaskModel model, ConversationOptions options, Memory memory, Consumer<Memory> keeper) {
    this.model = model;
    this.options = options;
    this.guard = options.guard().and(options.persona().guard());
    this.notes = new MemoryNote(model);
    this.memory = memory;
    this.keeper = keeper;
  }

  /** What is remembered now. */
  public Memory memory() {
    return memory;
  }

  /** Goes on from something else, as when a user has edited it. */
  public void remember(Memory other) {
    memory = other;
    keeper.accept(other);
  }

  /**
   * Has the model begin its next answer with a call of a tool, which a grammar makes sure of: weak
   * models seldom write one that is well-formed.
   *
   * @throws IllegalArgumentException if there is no such tool
   */
  public void want(String tool) {
    turn(memory.asked(""), List.of(), options.tools().offered()).call(tool);
    wanted = tool;
  }

  /** Says something, and takes the whole answer. */
  public Result<Said> say(String text) {
    return say(text, _ -> {}, () -> false);
  }

  /**
   * Says something.
   *
   * @param out is given the answer as it comes; with a guard, sentence by sentence
   * @param stopped asked at each token; once true, the answer ends there
   * @throws ContextOverflowException if the text is too long even when all else is folded
   */
  public Result<Said> say(String text, Consumer<String> out, BooleanSupplier stopped) {
    Work work = model.begin();
    Checked asked = guard.check(text, Side.INPUT);
    if (asked.isBlocked()) {
      String refusal = String.valueOf(asked.refusal());
      out.accept(refusal);
      return result(work, new Said(refusal, true, 0, asked.findings(), List.of(), null, memory));
    }
    Memory before = memory;
    Memory next = memory.asked(asked.text());
    int messages = next.messages().size();
    next = fitting(next, work);
    int folded = messages - next.messages().size();
    remember(next);
    try {
      return result(work, answered(work, folded, asked.findings(), out, stopped));
    } catch (ContextOverflowException e) {
      remember(before);
      throw e;
    }
  }

  private Result<Said> result(Work work, Said said) {
    return new Result<>(
        said, model.name(), options.persona().name(), List.of(), null, work.usage());
  }

  private Said answered(
      Work work, int folded, List<Finding> asked, Consumer<String> out, BooleanSupplier stopped) {
    GuardedStream shown = guard.stream(out);
    List<Finding> findings = new ArrayList<>(asked);
    List<ToolUse> uses = new ArrayList<>();
    List<Message> exchange = new ArrayList<>();
    Answer answer = null;
    for (int round = 0; round <= ROUNDS; round++) {
      List<Map<String, ?>> tools = round < ROUNDS ? options.tools().offered() : List.of();
      List<ToolCall> calls = new ArrayList<>();
      answer = ask(work, turn(memory, exchange, tools), shown, calls, stopped);
      if (calls.isEmpty() || shown.isBlocked() || answer.finish() == FinishReason.CANCELLED) {
        break;
      }
      exchange.add(new Message("assistant", "", null, calls, null, null));
      for (ToolCall call : calls) {
        Checked result = guard.check(options.tools().call(call), Side.INPUT);
        findings.addAll(result.findings());
        String content = result.isBlocked() ? "[withheld by a rule]" : result.text();
        content = fittingResult(content, exchange, call);
        exchange.add(new Message("tool", content, null, List.of(), call.id(), call.name()));
        uses.add(new ToolUse(call, content));
      }
    }
    shown.end();
    findings.addAll(shown.findings());
    remember(memory.answered(shown.shown()));
    return new Said(shown.shown(), shown.isBlocked(), folded, findings, uses, answer, memory);
  }

  /** One answer of the model's; its words are shown, its calls of tools gathered. */
  private Answer ask(
      Work work,
      ChatTurn turn,
      GuardedStream shown,
      List<ToolCall> calls,
      BooleanSupplier stopped) {
    Request.Builder builder =
        settings(Request.builder(turn.prompt()).maxTokens(Integer.MAX_VALUE))
            .controlText(turn.isMarked());
    if (wanted != null) {
      builder.grammar(turn.call(wanted));
      wanted = null;
    }
    Request request = builder.build();
    ReplyParser parser = turn.isMarked() ? turn.parser() : null;
    Answer answer =
        work.ask(
            request,
            text -> {
              boolean more = take(parser, text, shown, calls);
              return more && !stopped.getAsBoolean();
            });
    if (parser != null) {
      parser.end().forEach(part -> take(part, shown, calls));
    }
    return answer;
  }

  private Request.Builder settings(Request.Builder builder) {
    return options.settings().apply(builder);
  }

  private static boolean take(
      @Nullable ReplyParser parser, String text, GuardedStream shown, List<ToolCall> calls) {
    if (parser == null) {
      return shown.accept(text);
    }
    parser.accept(text).forEach(part -> take(part, shown, calls));
    return !shown.isBlocked();
  }

  private static void take(ReplyPart part, GuardedStream shown, List<ToolCall> calls) {
    switch (part) {
      case ReplyPart.Text(String words) -> shown.accept(words);
      case ReplyPart.Reasoning _ -> {} // for nobody's eyes
      case ReplyPart.Call(String name, Map<String, @Nullable Object> arguments) ->
          calls.add(new ToolCall("call_" + (calls.size() + 1), name, arguments));
    }
  }

  private ChatTurn turn(Memory at, List<Message> exchange, List<Map<String, ?>> tools) {
    ChatTemplate template = model.generator().chatTemplate();
    List<Message> messages = new ArrayList<>();
    String system = system(at.note());
    if (!system.isEmpty()) {
      messages.add(Message.system(system));
    }
    messages.addAll(options.persona().examples());
    messages.addAll(at.messages());
    messages.addAll(exchange);
    return ChatFormat.of(template).turn(template, messages, tools, null);
  }

  private String system(String note) {
    String system = options.persona().system();
    String remembered = note.isEmpty() ? "" : "Earlier in this conversation:\n" + note;
    return system.isEmpty() || remembered.isEmpty()
        ? system + remembered
        : system + "\n\n" + remembered;
  }

  /** How many tokens the model would be given. */
  private int tokens(Memory at, List<Message> exchange) {
    return model.generator().encode(turn(at, exchange, options.tools().offered()).prompt()).length;
  }

  /** Most tokens of a prompt that leaves room for an answer. */
  private int room() {
    int context = model.generator().context();
    int wanted = settings(Request.builder(Prompt.text(""))).build().maxTokens();
    return context - Math.min(wanted, context / ANSWER_PART);
  }

  /** Turns the oldest messages into the note until there is room for an answer. */
  private Memory fitting(Memory at, Work work) {
    int room = room();
    Memory fitting = at;
    while (tokens(fitting, List.of()) > room) {
      int oldest = fitting.messages().size() - 1;
      if (oldest == 0) {
        throw new ContextOverflowException(tokens(fitting, List.of()), model.generator().context());
      }
      fitting = notes.fold(fitting, kept(fitting, room), work);
    }
    return fitting;
  }

  /**
   * How many of the newest messages stay: at least one, and else as many as half the room holds.
   */
  private int kept(Memory at, int room) {
    List<Message> all = at.messages();
    int kept = 1;
    while (kept + 2 < all.size()
        && tokens(at.folded(all.size() - kept - 2, at.note()), List.of()) <= room / 2) {
      kept += 2; // so that the first of them is the user's
    }
    return kept;
  }

  /** A tool's result, cut so that the model can read it and answer. */
  private String fittingResult(String result, List<Message> exchange, ToolCall call) {
    String cut = result;
    while (true) {
      List<Message> more = new ArrayList<>(exchange);
      more.add(new Message("tool", cut, null, List.of(), call.id(), call.name()));
      if (cut.length() < 2 || tokens(memory, more) <= room()) {
        return cut.length() < result.length() ? cut + " [cut]" : cut;
      }
      int half = cut.offsetByCodePoints(0, cut.codePointCount(0, cut.length()) / 2);
      cut = cut.substring(0, half);
    }
  }
}
