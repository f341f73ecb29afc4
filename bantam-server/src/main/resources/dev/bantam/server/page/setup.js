// What an answer is asked for with: system prompt, sampling, adapters.
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

/** How much of each adapter an answer shall have. */
export class AdapterScales extends Component {
  render({ setup, onChange }) {
    const set = (i, change) =>
      onChange({ adapters: setup.adapters.map((a, j) => (i === j ? { ...a, ...change } : a)) });
    const remove = (i) => onChange({ adapters: setup.adapters.filter((_, j) => i !== j) });
    return html`<fieldset class="adapters">
      <legend>Adapters</legend>
      ${setup.adapters.map(
        ({ name, scale }, i) =>
          html`<div class="row" key=${`${i} ${setup.adapters.length}`}>
            <input aria-label="Adapter" defaultValue=${name} onChange=${(e) => set(i, { name: e.target.value.trim() })} />
            <input
              type="number"
              aria-label="Scale"
              step="0.1"
              defaultValue=${scale}
              onChange=${(e) => set(i, { scale: Number(e.target.value) })}
            />
            <button type="button" class="quiet" aria-label="Remove" onClick=${() => remove(i)}>✕</button>
          </div>`,
      )}
      <button
        type="button"
        class="quiet"
        onClick=${() => onChange({ adapters: [...setup.adapters, { name: "", scale: 1 }] })}
      >
        Add
      </button>
    </fieldset>`;
  }
}
