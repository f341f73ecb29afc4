// Uses OpenAI's own client as a program would; OpenAiNodeTest compares what it prints.
// node openai.js BASE_URL TOKENS SCHEMA
import OpenAI from "openai";

const [baseURL, tokens, schema] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
const base = {
  model: "tiny",
  temperature: 0,
  max_completion_tokens: Number(tokens),
  messages: [{ role: "user", content: "Hello" }],
};
const longer = { ...base, max_completion_tokens: 200 };

const chat = await client.chat.completions.create(base);

let streamed = "";
let usage = null;
const stream = await client.chat.completions.create({
  ...base,
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta.content ?? "";
  usage = chunk.usage ?? usage;
}

const tool = await client.chat.completions.create({
  ...longer,
  tools: [
    { type: "function", function: { name: "weather", parameters: JSON.parse(schema) } },
  ],
  tool_choice: "required",
});

const json = await client.chat.completions.create({
  ...longer,
  response_format: {
    type: "json_schema",
    json_schema: { name: "weather", strict: true, schema: JSON.parse(schema) },
  },
});

const embedding = await client.embeddings.create({ model: "tiny", input: "a cat" });

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}

const errors = [];
for (const wrong of [{ model: "absent" }, { n: 9 }]) {
  try {
    await client.chat.completions.create({ ...base, ...wrong });
  } catch (e) {
    errors.push([e.status, e.code, e.param]);
  }
}

console.log(
  JSON.stringify({
    chat: chat.choices[0].message.content,
    streamed,
    usage: usage.completion_tokens,
    call: tool.choices[0].message.tool_calls[0].function,
    json: json.choices[0].message.content,
    embedding: embedding.data[0].embedding,
    models,
    errors,
  }),
);
