// What all jobs with documents share: the model, files, a run that can be stopped, where results come from.
import { sendJson } from "./api.js";
import { loadModels } from "./models.js";
import { announce, Component, count, figure, html } from "./ui.js";

const MODEL = "bantam.jobs.model";

/** A form whose answer is a job's result. A subclass draws `fields`, `result`, and makes the `body`. */
export class JobForm extends Component {
  state = { models: [], model: localStorage.getItem(MODEL) ?? "", running: false, result: null, error: null };

  async componentDidMount() {
    this.onKey = (event) => event.key === "Escape" && this.abort?.abort();
    addEventListener("keydown", this.onKey);
    try {
      const models = (await loadModels()).filter(writes);
      const best = models.find(({ name }) => name === this.state.model) ?? models.find(({ loaded }) => loaded);
      this.setState({ models, model: (best ?? models[0])?.name ?? "" });
    } catch (error) {
      this.setState({ error });
    }
  }

  componentWillUnmount() {
    removeEventListener("keydown", this.onKey);
    this.abort?.abort();
  }

  async run(path, body) {
    this.abort = new AbortController();
    this.setState({ running: true, result: null, error: null });
    try {
      const whole = { model: this.state.model, ...(await body) };
      this.setState({ result: await sendJson("POST", path, whole, { signal: this.abort.signal }) });
      announce("The result is there");
    } catch (error) {
      this.setState({ error: error.name === "AbortError" ? null : error });
    }
    this.setState({ running: false });
  }

  /** The model to work with. */
  modelField() {
    const choose = (event) => {
      localStorage.setItem(MODEL, event.target.value);
      this.setState({ model: event.target.value });
    };
    return html`<label>
      Model
      <select name="model" onChange=${choose}>
        ${this.state.models.map(
          ({ name }) => html`<option value=${name} selected=${name === this.state.model}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  /** Starts, or stops what runs. */
  button(title) {
    return html`<div class="row end">
      ${this.state.running
        ? html`<span class="waiting" role="status">Working</span>
            <button type="button" onClick=${() => this.abort.abort()} title="Stop (Esc)">Stop</button>`
        : html`<button type="submit" class="primary">${title}</button>`}
    </div>`;
  }
}

/** Whether a model continues texts: encoders do not. */
function writes({ details = {} }) {
  return !(details.family ?? "").includes("bert");
}

/** A place to drop files on, or to choose them; `folder` takes all files of a folder. */
export class Drop extends Component {
  take(files) {
    if (files.length) {
      this.props.onFiles([...files].filter((file) => !file.name.startsWith(".")));
    }
  }

  render({ files, label, hint, folder, accept }) {
    const over = (event, is) => {
      event.preventDefault();
      this.setState({ over: is });
    };
    const drop = (event) => {
      over(event, false);
      this.take(event.dataTransfer.files);
    };
    return html`<label
      class="drop"
      data-over=${this.state.over ? "" : null}
      onDragOver=${(event) => over(event, true)}
      onDragLeave=${(event) => over(event, false)}
      onDrop=${drop}
    >
      <strong>${files.length ? names(files) : label}</strong>
      <small>${hint}</small>
      <input
        type="file"
        multiple=${folder}
        webkitdirectory=${folder}
        accept=${accept}
        onChange=${(event) => this.take(event.target.files)}
      />
    </label>`;
  }
}

function names(files) {
  return files.length === 1 ? files[0].name : count(files.length, "file");
}

/** A file as routes take it. */
export async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return { name: file.webkitRelativePath || file.name, data: btoa(binary) };
}

/** The passages that a result rests on. */
export function Sources({ sources = [] }) {
  return html`<ol class="sources">
    ${sources.map(
      ({ number, document, page, heading, text }) =>
        html`<li id="source-${number}" value=${number}>
          <details>
            <summary>${[document, page && `page ${page}`, heading].filter(Boolean).join(", ")}</summary>
            <blockquote>${text}</blockquote>
          </details>
        </li>`,
    )}
  </ol>`;
}

/** A number that opens the source that it stands for. */
export function Citation({ number }) {
  const show = (event) => {
    event.preventDefault();
    const source = document.getElementById(`source-${number}`);
    source.querySelector("details").open = true;
    source.scrollIntoView({ block: "nearest" });
  };
  return html`<a class="citation" href="#source-${number}" onClick=${show}>${number}</a>`;
}

/** Which model and prompt made a result, and what that took. */
export function Provenance({ result: { model, prompt, confidence, usage } }) {
  const parts = [
    model,
    prompt,
    confidence !== undefined && `confidence ${figure(confidence)}`,
    `${usage.prompt_tokens} + ${count(usage.completion_tokens, "token")}`,
    `${figure(usage.seconds)} s`,
    `${figure(usage.energy_wh)} Wh`,
  ];
  return html`<small class="stats" title=${usage.energy_method}>${parts.filter(Boolean).join(" · ")}</small>`;
}
