// Talks to the server that the page came from, and to no other.

const KEY = "bantam.key";

/** The key of this tab: forgotten when it is closed. */
export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: (value) => sessionStorage.setItem(KEY, value),
};

let askForKey = async () => false;

/** Sets what asks the user for a key, telling why the last was refused; resolves to whether to try again. */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

/** An answer of the server other than 2xx. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function failure(response) {
  const text = await response.text();
  let message = "";
  try {
    const error = JSON.parse(text).error;
    message = typeof error === "string" ? error : error.message;
  } catch {
    message = text.slice(0, 200);
  }
  return new ApiError(response.status, message || `the server answered ${response.status}`);
}

async function send(method, path, body, { signal } = {}) {
  for (;;) {
    const headers = key.get() ? { Authorization: `Bearer ${key.get()}` } : {};
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    const options = { method, headers, signal, credentials: "omit", redirect: "error" };
    const response = await fetch(path, { ...options, body: body && JSON.stringify(body) }).catch((e) => {
      throw e.name === "AbortError" ? e : new ApiError(0, "The server does not answer.");
    });
    if (response.ok) {
      return response;
    }
    const error = await failure(response);
    if (response.status !== 401 || !(await askForKey(key.get() && error.message))) {
      throw error;
    }
  }
}

export async function getJson(path, options) {
  return (await send("GET", path, undefined, options)).json();
}

export async function getText(path, options) {
  return (await send("GET", path, undefined, options)).text();
}

/** Sends JSON; gives the JSON of the answer, or null if it has none. */
export async function sendJson(method, path, body, options) {
  const text = await (await send(method, path, body, options)).text();
  return text ? JSON.parse(text) : null;
}

async function* textLines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        break;
      }
      const parts = (rest + value).split("\n");
      rest = parts.pop();
      yield* parts;
    }
    yield rest;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** JSON lines, as Ollama's API sends them. An error among them is thrown. */
export async function* jsonLines(path, body, options) {
  for await (const line of textLines(await send("POST", path, body, options))) {
    if (line.trim()) {
      yield checked(JSON.parse(line));
    }
  }
}

/** The data of server-sent events, up to OpenAI's `[DONE]`. An error among them is thrown. */
export async function* events(path, body, options) {
  for await (const line of textLines(await send("POST", path, body, options))) {
    const data = line.startsWith("data:") ? line.slice(5).trim() : "";
    if (data === "[DONE]") {
      return;
    }
    if (data) {
      yield checked(JSON.parse(data));
    }
  }
}

function checked(value) {
  if (value.error) {
    throw new ApiError(500, value.error.message ?? String(value.error));
  }
  return value;
}
