// Conversations, as they are kept in the browser. A conversation is a tree: editing a message or asking
// again adds a sibling, so nothing that was said is lost. What is shown is the path to its `leaf`.

const PREFIX = "bantam.chat.";

/** What an answer is asked for with. A sampling value that is absent is the server's or the model's own. */
export const DEFAULT_SETUP = { model: "", system: "", adapters: [], sampling: {} };

/** A conversation without messages. */
export function newChat(setup) {
  const now = Date.now();
  return {
    id: crypto.randomUUID?.() ?? `${now}-${Math.random().toString(36).slice(2)}`,
    title: "",
    updated: now,
    setup: structuredClone(setup),
    nodes: [],
    leaf: -1,
  };
}

/** All kept conversations, the latest first. */
export function loadChats() {
  const chats = [];
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    if (key.startsWith(PREFIX)) {
      const chat = parse(localStorage.getItem(key));
      if (chat && Array.isArray(chat.nodes)) {
        chats.push(chat);
      }
    }
  }
  return chats.sort((a, b) => b.updated - a.updated);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Keeps a conversation. Tokens with their probabilities are too many to keep. */
export function saveChat(chat) {
  const text = JSON.stringify(chat, (key, value) => (key === "tokens" ? undefined : value));
  try {
    localStorage.setItem(PREFIX + chat.id, text);
  } catch {
    throw new Error("The browser's storage is full: export and delete conversations.");
  }
}

export function deleteChat(chat) {
  localStorage.removeItem(PREFIX + chat.id);
}

/** The messages that are shown, from the first to the leaf. */
export function path(chat) {
  const nodes = [];
  for (let at = chat.leaf; at >= 0; at = chat.nodes[at].parent) {
    nodes.unshift(chat.nodes[at]);
  }
  return nodes;
}

/** Adds a message after another one (-1: the first) and shows it. */
export function append(chat, parent, message) {
  const node = { ...message, id: chat.nodes.length, parent };
  chat.nodes.push(node);
  chat.leaf = node.id;
  chat.updated = Date.now();
  if (!chat.title && node.role === "user") {
    chat.title = node.content.trim().split("\n")[0].slice(0, 60);
  }
  return node;
}

/** The versions of a message: it and its siblings. */
export function versions(chat, node) {
  return chat.nodes.filter((other) => other.parent === node.parent);
}

/** Shows another version of a message, with what was last said after it. */
export function show(chat, node) {
  let leaf = node;
  for (;;) {
    const next = chat.nodes.findLast((other) => other.parent === leaf.id);
    if (!next) {
      break;
    }
    leaf = next;
  }
  chat.leaf = leaf.id;
}

/** The messages to send for an answer to a node, with the system prompt. */
export function messagesUpTo(chat, node) {
  const shown = path({ ...chat, leaf: node.id }).map(({ role, content }) => ({ role, content }));
  const system = chat.setup.system.trim();
  return system ? [{ role: "system", content: system }, ...shown] : shown;
}

/** A conversation as a line of the format that `bantam train` reads. */
export function toJsonl(chat) {
  const last = chat.nodes[chat.leaf];
  return last ? `${JSON.stringify({ messages: messagesUpTo(chat, last) })}\n` : "";
}
