// The chat: conversations, messages, the box to write in.
import { emptyAnswer, receive, requestFor } from "./answer.js";
import { ChatList } from "./chatlist.js";
import * as chats from "./chats.js";
import { Message } from "./message.js";
import { loadModels } from "./models.js";
import { SetupPanel } from "./setup.js";
import { announce, Component, count, Failure, html } from "./ui.js";

const SETUP = "bantam.setup";
const SHOW_TOKENS = "bantam.tokens";

// An answer goes on while another view is shown.
const running = { chat: null, answer: null, abort: null };
let view = null;
let current = null;

function lastSetup() {
  try {
    return { ...chats.DEFAULT_SETUP, ...JSON.parse(localStorage.getItem(SETUP)) };
  } catch {
    return chats.DEFAULT_SETUP;
  }
}

export class ChatView extends Component {
  state = {
    all: chats.loadChats(),
    models: [],
    tokens: localStorage.getItem(SHOW_TOKENS) ?? "off",
    drawer: "",
    error: null,
  };

  constructor(props) {
    super(props);
    current ??= chats.newChat(lastSetup());
  }

  componentDidMount() {
    view = this;
    this.onKey = (event) => this.pressed(event);
    addEventListener("keydown", this.onKey);
    this.loadModels();
    this.box.focus();
    this.scrollToEnd();
  }

  componentWillUnmount() {
    view = null;
    removeEventListener("keydown", this.onKey);
  }

  async loadModels() {
    try {
      const models = await loadModels();
      if (!models.some((model) => model.name === current.setup.model) && models.length) {
        this.changeSetup({ model: (models.find((m) => m.loaded) ?? models[0]).name, adapters: [] });
      }
      this.setState({ models });
    } catch (error) {
      this.setState({ error });
    }
  }

  pressed(event) {
    if (event.key === "Escape" && running.abort) {
      stop();
    } else if (event.key === "Escape" && this.state.drawer) {
      this.setState({ drawer: "" });
    }
  }

  changeSetup(change) {
    Object.assign(current.setup, change);
    localStorage.setItem(SETUP, JSON.stringify(current.setup));
    if (current.nodes.length) {
      this.keep(current);
    }
    this.setState({});
  }

  keep(chat) {
    try {
      chats.saveChat(chat);
      const others = this.state.all.filter((other) => other.id !== chat.id);
      this.setState({ all: [chat, ...others].sort((a, b) => b.updated - a.updated) });
    } catch (error) {
      this.setState({ error });
    }
  }

  send() {
    const text = this.box.value.trim();
    if (text && !running.abort) {
      this.box.value = "";
      this.fit();
      this.ask(chats.append(current, current.leaf, { role: "user", content: text }));
    }
  }

  /** Has the model answer a message. */
  async ask(node) {
    const chat = current;
    const body = requestFor(chat.setup, chats.messagesUpTo(chat, node), this.state.tokens !== "off");
    const answer = chats.append(chat, node.id, emptyAnswer(chat.setup.model));
    Object.assign(running, { chat, answer, abort: new AbortController() });
    this.setState({ error: null });
    this.keep(chat);
    this.scrollToEnd();
    await receive(answer, body, running.abort.signal, changed);
    Object.assign(running, { chat: null, answer: null, abort: null });
    if (chat.deleted) {
      return;
    }
    announce(answer.error ?? `Answer complete, ${count(answer.stats.made, "token")}`);
    if (!view) {
      chats.saveChat(chat);
      return;
    }
    view.keep(chat);
    if (!view.state.models.find(({ name }) => name === answer.model)?.loaded) {
      view.loadModels();
    }
  }

  /** Goes on from another wording of a message of the user's. */
  edit(node, text) {
    this.ask(chats.append(current, node.parent, { role: "user", content: text }));
  }

  retry(node) {
    this.ask(current.nodes[node.parent]);
  }

  showVersion(node) {
    chats.show(current, node);
    this.keep(current);
  }

  open(chat) {
    current = chat;
    this.setState({ drawer: "", error: null });
    this.box.focus();
    this.scrollToEnd();
  }

  remove(chat) {
    if (running.chat === chat) {
      stop();
    }
    chat.deleted = true;
    chats.deleteChat(chat);
    this.setState({ all: this.state.all.filter((other) => other.id !== chat.id) });
    if (current === chat) {
      this.open(chats.newChat(chat.setup));
    }
  }

  rename(chat, title) {
    chat.title = title;
    this.keep(chat);
  }

  setTokens(tokens) {
    localStorage.setItem(SHOW_TOKENS, tokens);
    this.setState({ tokens });
  }

  toggle(drawer) {
    this.setState({ drawer: this.state.drawer === drawer ? "" : drawer });
  }

  /** Keeps the end in view, unless the user has scrolled up to read. */
  scrollToEnd() {
    this.following = true;
    requestAnimationFrame(() => this.follow());
  }

  follow() {
    if (this.following && this.log) {
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  componentDidUpdate() {
    this.follow();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    this.following = scrollHeight - scrollTop - clientHeight < 40;
  }

  /** Makes the box as high as its text. */
  fit() {
    const { style } = this.box;
    style.height = "auto";
    const height = this.box.scrollHeight + 2;
    style.height = `${Math.min(height, 240)}px`;
    style.overflowY = height > 240 ? "auto" : "hidden";
  }

  typed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  render(_, { all, models, tokens, drawer, error }) {
    const busy = running.abort !== null;
    return html`<div class="chat" data-drawer=${drawer}>
      <${ChatList} owner=${this} all=${all} current=${current} />
      <section class="talk" aria-label="Conversation">
        <div class="talk-head">
          <button type="button" class="quiet narrow" onClick=${() => this.toggle("list")}>Chats</button>
          <${ModelSelect} models=${models} setup=${current.setup} onChange=${(c) => this.changeSetup(c)} />
          <button
            type="button"
            class="quiet"
            id="settings"
            aria-expanded=${drawer === "setup"}
            onClick=${() => this.toggle("setup")}
          >
            Settings
          </button>
        </div>
        <div
          class="log"
          role="log"
          aria-live="polite"
          aria-busy=${busy}
          tabindex="0"
          aria-label="Messages"
          ref=${(element) => (this.log = element)}
          onScroll=${() => this.scrolled()}
        >
          ${chats.path(current).map((node) => this.message(node, tokens, busy))}
          ${current.nodes.length === 0 && html`<${Welcome} models=${models} />`}
          <${Failure} error=${error} />
        </div>
        ${this.composer(busy)}
      </section>
      <${SetupPanel}
        key=${`setup ${current.id}`}
        setup=${current.setup}
        tokens=${tokens}
        onChange=${(change) => this.changeSetup(change)}
        onTokens=${(value) => this.setTokens(value)}
        onClose=${() => this.toggle("setup")}
      />
    </div>`;
  }

  message(node, tokens, busy) {
    return html`<${Message}
      key=${`${current.id}.${node.id}`}
      node=${node}
      size=${node.content.length + (node.reasoning?.length ?? 0)}
      live=${node === running.answer}
      busy=${busy}
      tokens=${tokens}
      versions=${chats.versions(current, node)}
      onEdit=${(text) => this.edit(node, text)}
      onRetry=${() => this.retry(node)}
      onVersion=${(other) => this.showVersion(other)}
    />`;
  }

  composer(busy) {
    return html`<form
      class="composer"
      onSubmit=${(event) => {
        event.preventDefault();
        this.send();
      }}
    >
      <textarea
        id="box"
        rows="1"
        aria-label="Message"
        placeholder="Write a message"
        ref=${(element) => (this.box = element)}
        onInput=${() => this.fit()}
        onKeyDown=${(event) => this.typed(event)}
      />
      ${busy
        ? html`<button type="button" id="stop" onClick=${stop} title="Stop (Esc)">Stop</button>`
        : html`<button type="submit" id="send" class="primary">Send</button>`}
    </form>`;
  }
}

let painting = 0;

/** Shows what has come, once for each frame. */
function changed() {
  painting ||= requestAnimationFrame(() => {
    painting = 0;
    view?.setState({});
  });
}

function stop() {
  running.abort?.abort();
}

function Welcome({ models }) {
  return html`<div class="welcome">
    <h1>Bantam</h1>
    <p>
      ${models.length
        ? "Small models on this machine. What you write here stays in this browser and on this server."
        : html`There is no model here yet: <a href="#models">pull one</a>.`}
    </p>
  </div>`;
}

function ModelSelect({ models, setup, onChange }) {
  return html`<select
    id="model"
    aria-label="Model"
    value=${setup.model}
    onChange=${(event) => onChange({ model: event.target.value, adapters: [] })}
  >
    ${models.map(
      ({ name, loaded }) =>
        html`<option value=${name} selected=${name === setup.model}>
          ${name}${loaded ? "" : " (not loaded)"}
        </option>`,
    )}
  </select>`;
}
