package dev.bantam.generate.chat;

import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.constrain.Grammar;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How a family of models writes calls of tools. */
sealed interface CallSyntax permits JsonCalls, NamedCalls, TaggedCalls, PythonCalls {
  /** What begins one or more calls. */
  String opening();

  /** Marks around calls that say nothing by themselves, such as closings. */
  List<String> marks();

  /** A reader of what comes behind an opening. */
  CallReader reader(Map<String, Tool> tools);

  /** The text of calls, as a model would write it. */
  String write(List<Call> calls);

  /**
   * One call of one of the tools, from behind the opening.
   *
   * @throws IllegalArgumentException if the schema of a tool's arguments is wrong or not supported
   */
  Grammar grammar(Collection<Tool> tools);
}
