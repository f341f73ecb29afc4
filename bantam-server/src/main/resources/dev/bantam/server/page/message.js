// One message: its text, its tokens, what can be done with it.
import { markdown } from "./markdown.js";
import { TokenText } from "./tokens.js";
import { Component, CopyButton, count, figure, html } from "./ui.js";

export class Message extends Component {
  state = { editing: false };

  /** Only what is still coming is drawn again while an answer streams. */
  shouldComponentUpdate(next, state) {
    const same = ["node", "size", "live", "busy", "tokens"].every((k) => next[k] === this.props[k]);
    const versions = next.versions.length === this.props.versions.length;
    return !same || !versions || next.live || state !== this.state;
  }

  render({ node, live, tokens }, { editing }) {
    const user = node.role === "user";
    return html`<article class="message ${node.role}" aria-label=${user ? "You" : "Answer"}>
      <header>${user ? "You" : node.model}</header>
      <${Reasoning} node=${node} live=${live} />
      ${editing ? this.editor() : html`<${Body} node=${node} live=${live} tokens=${tokens} />`}
      ${(node.toolCalls ?? []).map((call) => html`<${Call} call=${call} />`)}
      ${node.error && html`<p class="failure" role="alert">${node.error}</p>`}
      ${!live && !editing && this.footer()}
    </article>`;
  }

  componentDidUpdate(_, before) {
    if (this.state.editing && !before.editing) {
      this.area.focus();
    }
  }

  footer() {
    const { node, busy, onRetry } = this.props;
    return html`<footer>
      <${Versions} ...${this.props} />
      <${CopyButton} text=${() => node.content} />
      ${node.role === "user"
        ? html`<button type="button" class="quiet" disabled=${busy} onClick=${() => this.setState({ editing: true })}>
            Edit
          </button>`
        : html`<button type="button" class="quiet" disabled=${busy} onClick=${onRetry}>Retry</button>`}
      <${Stats} node=${node} />
    </footer>`;
  }

  editor() {
    const close = () => this.setState({ editing: false });
    const submit = (event) => {
      event.preventDefault();
      const text = event.target.elements.text.value.trim();
      close();
      if (text && !this.props.busy) {
        this.props.onEdit(text);
      }
    };
    const key = (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        close();
      } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        event.target.form.requestSubmit();
      }
    };
    return html`<form class="editor" onSubmit=${submit}>
      <textarea
        name="text"
        aria-label="New wording"
        rows="3"
        defaultValue=${this.props.node.content}
        ref=${(element) => (this.area = element)}
        onKeyDown=${key}
      />
      <div class="row end">
        <button type="button" onClick=${close}>Cancel</button>
        <button type="submit" class="primary">Send</button>
      </div>
    </form>`;
  }
}

/** The text: a user's as it was typed, an answer's as Markdown or token by token. */
function Body({ node, live, tokens }) {
  if (node.role === "user") {
    return html`<div class="text plain">${node.content}</div>`;
  }
  if (tokens !== "off" && node.tokens?.length) {
    return html`<${TokenText} tokens=${node.tokens} size=${node.tokens.length} coloured=${tokens === "coloured"} />`;
  }
  if (live && !node.content && !node.reasoning) {
    return html`<p class="waiting">Waiting for the first token</p>`;
  }
  return html`<div class="text">${markdown(node.content)}</div>`;
}

function Reasoning({ node, live }) {
  return node.reasoning
    ? html`<details class="reasoning">
        <summary>${live && !node.content ? "Thinking" : "Thoughts"}</summary>
        <div class="text plain">${node.reasoning}</div>
      </details>`
    : null;
}

function Call({ call }) {
  return html`<div class="call">
    <span>asks for the tool</span> <code>${call.name}</code>
    <pre><code>${call.arguments}</code></pre>
  </div>`;
}

/** Steps through the versions of a message. */
function Versions({ node, versions, busy, onVersion }) {
  const at = versions.indexOf(node);
  if (versions.length < 2) {
    return null;
  }
  const step = (by, label, sign) =>
    html`<button
      type="button"
      class="quiet"
      aria-label=${label}
      disabled=${busy || !versions[at + by]}
      onClick=${() => onVersion(versions[at + by])}
    >
      ${sign}
    </button>`;
  return html`<span class="versions">
    ${step(-1, "Earlier version", "‹")} ${at + 1}/${versions.length} ${step(1, "Later version", "›")}
  </span>`;
}

const ENDS = { length: "cut at the token limit", stopped: "stopped" };

/** Counts and speed of an answer. */
export function Stats({ node }) {
  const { stats, finish } = node;
  if (!stats) {
    return null;
  }
  const parts = [
    stats.made > 0 && count(stats.made, "token"),
    stats.perSecond && `${figure(stats.perSecond)} tokens/s`,
    `first after ${figure(stats.wait)} s`,
    stats.promptTokens && `prompt ${stats.promptTokens}`,
    stats.energy && `${figure(stats.energy)} Wh`,
    ENDS[finish],
  ];
  return html`<small class="stats">${parts.filter(Boolean).join(" · ")}</small>`;
}
