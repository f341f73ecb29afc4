// The list of conversations beside the chat.
import { newChat, toJsonl } from "./chats.js";
import { download, html } from "./ui.js";

/** The kept conversations, and what can be done with them; `owner` is the chat's view. */
export function ChatList({ owner, all, current }) {
  return html`<nav class="list" aria-label="Conversations">
    <div class="row">
      <button type="button" id="new" onClick=${() => owner.open(newChat(current.setup))}>
        New chat
      </button>
      <button
        type="button"
        class="quiet"
        disabled=${all.length === 0}
        title="All conversations, as lines that bantam train reads"
        onClick=${() => download("chats.jsonl", all.map(toJsonl).join(""), "application/jsonl")}
      >
        Export
      </button>
    </div>
    <ul>
      ${all.map(
        (chat) =>
          html`<li key=${chat.id} class=${chat === current ? "chosen" : ""}>
            <button type="button" class="open" onClick=${() => owner.open(chat)}>
              ${chat.title || "Untitled"}
            </button>
            <${ChatMenu} owner=${owner} chat=${chat} />
          </li>`,
      )}
    </ul>
  </nav>`;
}

function ChatMenu({ owner, chat }) {
  const rename = () => {
    const title = prompt("Name of the conversation", chat.title);
    if (title?.trim()) {
      owner.rename(chat, title.trim());
    }
  };
  const remove = () => {
    if (confirm(`Delete "${chat.title}"?`)) {
      owner.remove(chat);
    }
  };
  const save = () => download("chat.jsonl", toJsonl(chat), "application/jsonl");
  return html`<details class="menu">
    <summary aria-label="More about ${chat.title}">⋯</summary>
    <div>
      <button type="button" class="quiet" onClick=${rename}>Rename</button>
      <button type="button" class="quiet" onClick=${save}>Export</button>
      <button type="button" class="quiet" onClick=${remove}>Delete</button>
    </div>
  </details>`;
}
