// What an answer is asked for with: system prompt, sampling, adapters.
import { showModel } from "./models.js";
import { Component, html } from "./ui.js";

const SAMPLING = [
  { name: "temperature", label: "Temperature", min: 0, max: 2, step: 0.05, hint: "0 takes the likeliest token" },
  { name: "top_p", label: "Top p", min: 0, max: 1, step: 0.01, hint: "of the likeliest that sum to this" },
  { name: "top_k", label: "Top k", min: 0, max: 1000, step: 1, hint: "of the k likeliest; 0: all" },
  { name: "min_p", label: "Min p", min: 0, max: 1, step: 0.01, hint: "at least this part of the likeliest" },
  { name: "max_tokens", label: "Most tokens", min: 1, max: 131072, step: 1, hint: "of an answer; else 512" },
  { name: "seed", label: "Seed", min: 0, max: 2147483647, step: 1, hint: "the same again; else chance" },
];

/** A panel at the side; a drawer where there is little room. */
export function SetupPanel({ setup, tokens, onChange, onTokens, onClose }) {
  return html`<aside class="setup" aria-label="Settings">
    <div class="row narrow end"><button type="button" class="quiet" onClick=${onClose}>Close</button></div>
    <label>
      System prompt
      <textarea
        id="system"
        rows="4"
        defaultValue=${setup.system}
        onInput=${(event) => onChange({ system: event.target.value })}
      />
    </label>
    <${SamplingFields} sampling=${setup.sampling} onChange=${(sampling) => onChange({ sampling })} />
    <${AdapterScales} setup=${setup} onChange=${onChange} />
    <label>
      Token probabilities
      <select id="tokens" value=${tokens} onChange=${(event) => onTokens(event.target.value)}>
        <option value="off" selected=${tokens === "off"}>Off</option>
        <option value="hover" selected=${tokens === "hover"}>When pointed at</option>
        <option value="coloured" selected=${tokens === "coloured"}>In colour</option>
      </select>
      <small>from the next answer on; then Markdown is shown as it was written</small>
    </label>
  </aside>`;
}

/** Number fields; an empty one leaves the choice to the model or the server. */
export function SamplingFields({ sampling, onChange }) {
  const change = (field, input) => {
    const next = { ...sampling };
    if (input.value === "") {
      delete next[field.name];
    } else if (input.checkValidity()) {
      next[field.name] = Number(input.value);
    }
    onChange(next);
  };
  return html`<fieldset class="sampling">
    <legend>Sampling</legend>
    ${SAMPLING.map(
      (field) =>
        html`<label title=${field.hint}>
          ${field.label}
          <input
            type="number"
            name=${field.name}
            min=${field.min}
            max=${field.max}
            step=${field.step}
            placeholder="default"
            defaultValue=${sampling[field.name] ?? ""}
            onChange=${(event) => change(field, event.target)}
          />
        </label>`,
    )}
  </fieldset>`;
}

/** How much of each of the model's adapters an answer shall have. Nothing where it has none. */
export class AdapterScales extends Component {
  state = { known: [] };

  componentDidMount() {
    this.load();
  }

  componentDidUpdate(before) {
    if (before.setup.model !== this.props.setup.model) {
      this.load();
    }
  }

  async load() {
    const { model } = this.props.setup;
    this.setState({ known: [] });
    const shown = model ? await showModel(model).catch(() => null) : null;
    if (shown && model === this.props.setup.model) {
      this.setState({ known: shown.adapters });
    }
  }

  change(name, input) {
    if (input.value !== "" && input.checkValidity()) {
      const others = this.props.setup.adapters.filter((adapter) => adapter.name !== name);
      this.props.onChange({ adapters: [...others, { name, scale: Number(input.value) }] });
    }
  }

  render({ setup }, { known }) {
    const scaleOf = (adapter) => setup.adapters.find(({ name }) => name === adapter.name) ?? adapter;
    return known.length === 0
      ? null
      : html`<fieldset class="adapters">
          <legend>Adapters</legend>
          ${known.map(
            (adapter) =>
              html`<label key=${adapter.name}>
                <span>${adapter.name}</span>
                <input
                  type="number"
                  min="-100"
                  max="100"
                  step="0.05"
                  defaultValue=${scaleOf(adapter).scale}
                  onChange=${(event) => this.change(adapter.name, event.target)}
                />
              </label>`,
          )}
        </fieldset>`;
  }
}
