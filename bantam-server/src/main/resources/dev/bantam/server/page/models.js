// The models of this machine, by Ollama's API: what there is, pull, load, unload, delete.
import { getJson, jsonLines, sendJson } from "./api.js";
import { announce, bytes, Component, duration, Failure, html } from "./ui.js";

/** Names as users write them. */
function short(name) {
  return name.endsWith(":latest") ? name.slice(0, -":latest".length) : name;
}

/** The models here, with what is known of them; `loaded` where one is in memory. */
export async function loadModels() {
  const [here, running] = await Promise.all([getJson("api/tags"), getJson("api/ps")]);
  return here.models.map((model) => ({
    ...model,
    name: short(model.name),
    loaded: running.models.find((other) => other.name === model.name) ?? null,
  }));
}

/** What a model says of itself. */
export function showModel(name) {
  return sendJson("POST", "api/show", { model: name });
}

export class ModelsView extends Component {
  state = { models: null, error: null, working: "" };

  componentDidMount() {
    this.refresh();
  }

  async refresh() {
    try {
      this.setState({ models: await loadModels() });
    } catch (error) {
      this.setState({ error });
    }
  }

  /** Does something with a model, and shows what is then here. */
  async change(what, model, action) {
    this.setState({ working: `${what} ${model.name}`, error: null });
    try {
      await action();
      announce(`${model.name}: done`);
    } catch (error) {
      this.setState({ error });
    }
    this.setState({ working: "" });
    await this.refresh();
  }

  load(model) {
    const body = { model: model.name, stream: false };
    this.change("Loading", model, () => sendJson("POST", "api/generate", body));
  }

  unload(model) {
    const body = { model: model.name, stream: false, keep_alive: 0 };
    this.change("Unloading", model, () => sendJson("POST", "api/generate", body));
  }

  remove(model) {
    if (confirm(`Delete ${model.name} (${bytes(model.size)}) from this machine?`)) {
      const body = { model: model.name };
      this.change("Deleting", model, () => sendJson("DELETE", "api/delete", body));
    }
  }

  render(_, { models, error, working }) {
    return html`<div class="view">
      <h1>Models</h1>
      <${Pull} onDone=${() => this.refresh()} />
      <${Failure} error=${error} />
      <p role="status" class="working">${working}</p>
      ${models?.length === 0 && html`<p>There is none here yet.</p>`}
      <ul class="cards">
        ${models?.map((model) => html`<${ModelCard} key=${model.name} model=${model} view=${this} working=${working} />`)}
      </ul>
    </div>`;
  }
}

function ModelCard({ model, view, working }) {
  const { details = {}, loaded } = model;
  const facts = [details.parameter_size, details.quantization_level, details.family, bytes(model.size)];
  const button = (title, action) =>
    html`<button type="button" disabled=${working !== ""} onClick=${action}>${title}</button>`;
  return html`<li class="card" data-model=${model.name}>
    <h2>${model.name} ${loaded && html`<span class="badge">loaded</span>`}</h2>
    <p class="facts">${facts.filter(Boolean).join(" · ")}</p>
    ${details.parent_model && html`<p class="facts">made from ${details.parent_model}</p>`}
    ${loaded && html`<p class="facts">${inMemory(loaded)}</p>`}
    <div class="row">
      ${loaded ? button("Unload", () => view.unload(model)) : button("Load", () => view.load(model))}
      ${button("Delete", () => view.remove(model))}
    </div>
    <${Details} name=${model.name} />
  </li>`;
}

function inMemory({ size, expires_at: expires }) {
  const seconds = (Date.parse(expires) - Date.now()) / 1000;
  const until = seconds > 0 && seconds < 1e7 ? `, unloaded after ${duration(seconds)} without use` : "";
  return `${bytes(size)} in memory${until}`;
}

/** What a model says of itself, asked for when it is opened. */
class Details extends Component {
  state = { shown: null, error: null };

  async open(event) {
    if (event.target.open && !this.state.shown) {
      try {
        this.setState({ shown: await showModel(this.props.name) });
      } catch (error) {
        this.setState({ error });
      }
    }
  }

  render(_, { shown, error }) {
    return html`<details onToggle=${(event) => this.open(event)}>
      <summary>Details and lineage</summary>
      <${Failure} error=${error} />
      ${shown && DETAILS.map(([title, text]) => detail(title, text(shown)))}
    </details>`;
  }
}

const DETAILS = [
  ["Can", ({ capabilities }) => capabilities.join(", ")],
  ["Lineage", ({ lineage }) => lineage.stages.map(stage).join("\n")],
  ["Adapters", ({ adapters }) => adapters.map(({ name, scale }) => `${name} × ${scale}`).join("\n")],
  ["Parameters", ({ parameters }) => parameters],
  ["System prompt", ({ system }) => system],
  ["Licence", ({ license }) => license],
  ["Modelfile", ({ modelfile }) => modelfile],
  ["Template", ({ template }) => template],
];

/** A run of training in a line. */
function stage({ method, base, data, results, date }) {
  const measured = Object.entries(results).map(([name, value]) => `${name} ${value}`);
  const learnt = data.map(({ file, rows }) => `${file} (${rows} rows)`);
  return [`${method} of ${base.name}`, ...learnt, ...measured, date].join(", ");
}

function detail(title, text) {
  return text ? html`<h3>${title}</h3><pre tabindex="0">${text.slice(0, 20000)}</pre>` : null;
}

/** Fetches a model, and shows how far it is. */
class Pull extends Component {
  state = { progress: null, error: null };

  async pull(name) {
    this.abort = new AbortController();
    const layers = new Map();
    this.setState({ progress: { status: "asking", layers }, error: null });
    try {
      const options = { signal: this.abort.signal };
      for await (const event of jsonLines("api/pull", { model: name, stream: true }, options)) {
        if (event.total) {
          layers.set(event.digest ?? event.status, event);
        }
        this.setState({ progress: { status: event.status, layers } });
      }
      announce(`${name} is here`);
    } catch (error) {
      this.setState({ error: error.name === "AbortError" ? null : error });
    }
    this.setState({ progress: null });
    this.props.onDone();
  }

  componentWillUnmount() {
    this.abort?.abort();
  }

  submit(event) {
    event.preventDefault();
    const name = event.target.elements.name.value.trim();
    if (name && !this.state.progress) {
      this.pull(name);
    }
  }

  render(_, { progress, error }) {
    return html`<form class="pull" onSubmit=${(event) => this.submit(event)}>
      <label for="pull-name">Pull a model</label>
      <div class="row">
        <input id="pull-name" name="name" placeholder="a name, or hf:owner/name" autocomplete="off" spellcheck="false" />
        ${progress
          ? html`<button type="button" onClick=${() => this.abort.abort()}>Cancel</button>`
          : html`<button type="submit" class="primary">Pull</button>`}
      </div>
      ${progress && html`<${PullProgress} ...${progress} />`}
      <${Failure} error=${error} />
    </form>`;
  }
}

function PullProgress({ status, layers }) {
  const sum = (field) => [...layers.values()].reduce((all, layer) => all + (layer[field] ?? 0), 0);
  const total = sum("total");
  const done = sum("completed");
  return html`<div class="progress">
    <progress max=${total || 1} value=${total ? done : undefined} aria-label="Pull" />
    <small>${status}${total ? ` · ${bytes(done)} of ${bytes(total)}` : ""}</small>
  </div>`;
}
