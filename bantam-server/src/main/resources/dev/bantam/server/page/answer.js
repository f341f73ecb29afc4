// One answer of a model while it comes, for the chat and the arena.
import { events } from "./api.js";

/** How many of the likeliest tokens are asked for beside each token. */
const ALTERNATIVES = 5;

/** A message that nothing has come of yet. */
export function emptyAnswer(model) {
  return { role: "assistant", content: "", reasoning: "", toolCalls: [], tokens: [], model };
}

/** The body of a request for an answer. */
export function requestFor(setup, messages, withTokens) {
  const body = {
    model: setup.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...setup.sampling,
  };
  if (setup.adapters.length) {
    body.adapters = setup.adapters;
  }
  return withTokens ? { ...body, logprobs: true, top_logprobs: ALTERNATIVES } : body;
}

/**
 * Fills an answer from the server's events.
 *
 * @param onChange is called after every event
 * @returns when it is complete or was stopped; whatever went wrong is `answer.error`
 */
export async function receive(answer, body, signal, onChange) {
  const begun = performance.now();
  let first = 0;
  try {
    for await (const event of events("v1/chat/completions", body, { signal })) {
      first ||= performance.now();
      take(answer, event);
      onChange();
    }
  } catch (e) {
    if (e.name === "AbortError") {
      answer.finish = "stopped";
    } else {
      answer.error = e.message;
    }
  }
  measure(answer, begun, first);
  onChange();
}

function take(answer, event) {
  const choice = event.choices?.[0];
  const delta = choice?.delta ?? {};
  answer.content += delta.content ?? "";
  answer.reasoning += delta.reasoning_content ?? "";
  for (const call of delta.tool_calls ?? []) {
    const known = (answer.toolCalls[call.index] ??= { name: "", arguments: "" });
    known.name += call.function?.name ?? "";
    known.arguments += call.function?.arguments ?? "";
  }
  for (const token of choice?.logprobs?.content ?? []) {
    answer.tokens.push({
      text: token.token,
      probability: Math.exp(token.logprob),
      top: token.top_logprobs.map((t) => ({ text: t.token, probability: Math.exp(t.logprob) })),
    });
  }
  answer.finish = choice?.finish_reason ?? answer.finish;
  answer.usage = event.usage ?? answer.usage;
  answer.timings = event.timings ?? answer.timings;
}

/** Counts and speed: the server's, or of an answer that was stopped what was seen here. */
function measure(answer, begun, first) {
  const { usage, timings, tokens } = answer;
  const end = performance.now();
  const made = usage?.completion_tokens ?? tokens.length;
  answer.stats = {
    made,
    promptTokens: usage?.prompt_tokens,
    wait: ((first || end) - begun) / 1000,
    perSecond: timings?.predicted_per_second ?? (made > 1 ? (1000 * (made - 1)) / (end - first) : 0),
    energy: usage?.energy_wh,
  };
  delete answer.timings;
  delete answer.usage;
}
