// The page: its bar, its views, its dialog for keys.
import { key, onKeyNeeded } from "./api.js";
import { ArenaView } from "./arena.js";
import { ChatView } from "./chat.js";
import { DocumentsView } from "./documents.js";
import { MetricsView } from "./metrics.js";
import { ModelsView } from "./models.js";
import { Component, html, render } from "./ui.js";

const VIEWS = { chat: ChatView, documents: DocumentsView, arena: ArenaView, models: ModelsView, metrics: MetricsView };
const TITLES = { chat: "Chat", documents: "Documents", arena: "Arena", models: "Models", metrics: "Metrics" };
const THEMES = ["auto", "light", "dark"];

function viewOfAddress() {
  const name = location.hash.slice(1);
  return Object.hasOwn(VIEWS, name) ? name : "chat";
}

class App extends Component {
  state = {
    view: viewOfAddress(),
    theme: localStorage.getItem("bantam.theme") ?? "auto",
    asking: null,
  };

  componentDidMount() {
    addEventListener("hashchange", () => this.setState({ view: viewOfAddress() }));
    onKeyNeeded((why) => this.askForKey(why));
    this.applyTheme(this.state.theme);
  }

  /** Asks for a key; resolves to whether one was given. Requests that wait together ask once. */
  askForKey(why) {
    this.asked ??= new Promise((resolve) => {
      const done = (given) => {
        this.asked = null;
        this.setState({ asking: null });
        resolve(given);
      };
      this.setState({ asking: { why, done } });
    });
    return this.asked;
  }

  applyTheme(theme) {
    localStorage.setItem("bantam.theme", theme);
    document.documentElement.dataset.theme = theme;
    this.setState({ theme });
  }

  nextTheme() {
    this.applyTheme(THEMES[(THEMES.indexOf(this.state.theme) + 1) % THEMES.length]);
  }

  render(_, { view, theme, asking }) {
    document.title = view === "chat" ? "Bantam" : `${TITLES[view]} · Bantam`;
    return html`
      <a class="skip" href="#main" onClick=${skipToMain}>Skip to the content</a>
      <header class="bar">
        <span class="brand"><img src="page/icon.svg" alt="" width="24" height="24" />Bantam</span>
        <nav aria-label="Views">
          ${Object.entries(TITLES).map(
            ([name, title]) =>
              html`<a href="#${name}" aria-current=${name === view ? "page" : null}>${title}</a>`,
          )}
        </nav>
        <span class="tools">
          <button type="button" class="quiet" onClick=${() => this.askForKey("")}>Key</button>
          <button
            type="button"
            class="quiet"
            id="theme"
            aria-label="Colours: ${theme}"
            title="Colours: ${theme}"
            onClick=${() => this.nextTheme()}
          >
            ${{ auto: "◐", light: "☀", dark: "☾" }[theme]}
          </button>
        </span>
      </header>
      <main id="main" tabindex="-1"><${VIEWS[view]} key=${view} /></main>
      <div id="announcements" class="unseen" role="status" aria-live="polite"></div>
      ${asking && html`<${KeyDialog} ...${asking} />`}
    `;
  }
}

function skipToMain(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

class KeyDialog extends Component {
  componentDidMount() {
    this.dialog.showModal();
  }

  submit(event) {
    event.preventDefault();
    key.set(new FormData(event.target).get("key").trim());
    this.props.done(true);
  }

  render({ why, done }) {
    return html`<dialog
      ref=${(element) => (this.dialog = element)}
      aria-labelledby="key-title"
      onCancel=${() => done(false)}
    >
      <form onSubmit=${(event) => this.submit(event)}>
        <h2 id="key-title">Key of this server</h2>
        ${why && html`<p class="failure">${why}</p>`}
        <label>
          API key, or the administrator's to pull and delete models
          <input name="key" type="password" autocomplete="off" spellcheck="false" defaultValue=${key.get()} />
        </label>
        <p class="hint">It stays in this tab and is forgotten when the tab is closed.</p>
        <div class="row end">
          <button type="button" onClick=${() => done(false)}>Cancel</button>
          <button type="submit" class="primary">Use</button>
        </div>
      </form>
    </dialog>`;
  }
}

render(html`<${App} />`, document.body);
