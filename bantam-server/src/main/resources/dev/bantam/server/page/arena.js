// The arena: one prompt, two models whose names are hidden until there is a vote.
import { emptyAnswer, receive, requestFor } from "./answer.js";
import { getJson, getText, sendJson } from "./api.js";
import { markdown } from "./markdown.js";
import { Stats } from "./message.js";
import { loadModels } from "./models.js";
import { AdapterScales, SamplingFields } from "./setup.js";
import { announce, Component, count, download, Failure, html } from "./ui.js";

const VOTES = [
  { winner: "left", label: "Left is better", key: "1" },
  { winner: "tie", label: "Equally good", key: "2" },
  { winner: "bad", label: "Both are bad", key: "3" },
  { winner: "right", label: "Right is better", key: "4" },
];
const SIDES = ["Left", "Right"];

function chance(below) {
  return crypto.getRandomValues(new Uint32Array(1))[0] % below;
}

export class ArenaView extends Component {
  state = {
    models: [],
    contenders: [newContender(), newContender()],
    system: "",
    sampling: {},
    phase: "idle",
    sides: [],
    prompt: "",
    standings: null,
    error: null,
  };

  async componentDidMount() {
    this.onKey = (event) => this.pressed(event);
    addEventListener("keydown", this.onKey);
    try {
      this.setState({ models: await loadModels(), standings: await getJson("arena/standings") });
    } catch (error) {
      this.setState({ error });
    }
  }

  componentDidUpdate(_, before) {
    if (this.state.phase !== before.phase && this.state.phase === "vote") {
      this.answers.nextElementSibling.scrollIntoView({ block: "nearest" });
    }
  }

  componentWillUnmount() {
    removeEventListener("keydown", this.onKey);
    this.abort?.abort();
  }

  pressed(event) {
    const typing = event.target.closest("input, textarea, select");
    const vote = VOTES.find(({ key }) => key === event.key);
    if (event.key === "Escape") {
      this.abort?.abort();
    } else if (vote && !typing && this.state.phase === "vote") {
      this.vote(vote.winner);
    }
  }

  /** Draws who answers, and on which side. */
  draw() {
    const { models, contenders, sampling } = this.state;
    const drawn = contenders.map((contender) =>
      contender.model ? contender : { model: models[chance(models.length)].name, adapters: [] },
    );
    if (!contenders[1].model && models.length > 1) {
      // Two that are left to chance shall differ.
      const others = models.filter((model) => model.name !== drawn[0].model);
      drawn[1] = { model: others[chance(others.length)].name, adapters: [] };
    }
    const seed = sampling.seed ?? chance(2 ** 31);
    const same = JSON.stringify(drawn[0]) === JSON.stringify(drawn[1]);
    const sides = drawn.map((contender, i) => ({
      contender,
      settings: { ...sampling, seed: same ? (seed + i) % 2 ** 31 : seed },
      answer: emptyAnswer(""),
    }));
    return chance(2) ? sides : sides.reverse();
  }

  messages() {
    const { system, prompt } = this.state;
    const user = [{ role: "user", content: prompt }];
    return system.trim() ? [{ role: "system", content: system.trim() }, ...user] : user;
  }

  async run(prompt) {
    const sides = this.draw();
    this.abort = new AbortController();
    this.setState({ prompt, sides, phase: "running", error: null });
    // setState takes effect later; the messages need the prompt now.
    this.state.prompt = prompt;
    const messages = this.messages();
    await Promise.all(
      sides.map(({ contender, settings, answer }) => {
        const body = requestFor({ ...contender, sampling: settings }, messages, false);
        return receive(answer, body, this.abort.signal, () => this.setState({}));
      }),
    );
    const failed = sides.find(({ answer }) => answer.error);
    const whole = sides.every(({ answer }) => answer.finish !== "stopped");
    this.setState({
      phase: failed || !whole ? "idle" : "vote",
      error: failed ? new Error(failed.answer.error) : null,
    });
    announce(failed ? "No answer" : "Both answers are complete: which is better?");
  }

  async vote(winner) {
    const [left, right] = this.state.sides.map(({ contender, settings, answer }) => ({
      ...contender,
      settings,
      answer: answer.content,
    }));
    this.setState({ phase: "sending" });
    try {
      const body = { prompt: this.messages(), left, right, winner };
      this.setState({ standings: await sendJson("POST", "arena/votes", body), phase: "revealed", voted: winner });
      announce(`Left was ${nameOf(left)}, right was ${nameOf(right)}`);
    } catch (error) {
      this.setState({ phase: "vote", error });
    }
  }

  async save() {
    try {
      download("votes.jsonl", await getText("arena/votes"), "application/jsonl");
    } catch (error) {
      this.setState({ error });
    }
  }

  changeContender(i, change) {
    const contenders = this.state.contenders.map((c, j) => (i === j ? { ...c, ...change } : c));
    this.setState({ contenders });
  }

  render(_, { phase, sides, standings, error }) {
    return html`<div class="view arena">
      <h1>Arena</h1>
      <p>
        Two models answer the same prompt; which is which is told after your vote. <strong>Voting stores the prompt and
        both answers on the server</strong>, as pairs that <code>bantam train --method dpo</code> takes. Without a vote
        nothing is stored.
      </p>
      ${this.form(phase)}
      <${Failure} error=${error} />
      ${sides.length > 0 && html`<blockquote class="asked">${this.state.prompt}</blockquote>`}
      <div class="sides" ref=${(element) => (this.answers = element)}>${sides.map((side, i) => html`<${Side} ...${side} name=${SIDES[i]} phase=${phase} />`)}</div>
      ${phase === "vote" && this.voteButtons()}
      ${standings && html`<${Standings} ...${standings} onSave=${() => this.save()} />`}
    </div>`;
  }

  form(phase) {
    const { models, contenders, sampling } = this.state;
    const submit = (event) => {
      event.preventDefault();
      const prompt = event.target.elements.prompt.value.trim();
      if (prompt && models.length && phase !== "running") {
        event.target.elements.prompt.value = "";
        this.who.open = false;
        this.run(prompt);
      }
    };
    return html`<form onSubmit=${submit}>
      <label for="arena-prompt">Prompt</label>
      <textarea id="arena-prompt" name="prompt" rows="2" onKeyDown=${submitOnEnter} />
      <details class="who" ref=${(element) => (this.who = element)}>
        <summary>Models and settings</summary>
        <div class="sides">
          ${contenders.map(
            (contender, i) =>
              html`<${Contender} models=${models} contender=${contender} i=${i} onChange=${(c) => this.changeContender(i, c)} />`,
          )}
        </div>
        <label>
          System prompt
          <textarea rows="2" onInput=${(event) => this.setState({ system: event.target.value })} />
        </label>
        <${SamplingFields} sampling=${sampling} onChange=${(s) => this.setState({ sampling: s })} />
      </details>
      <div class="row end">
        ${phase === "running"
          ? html`<button type="button" onClick=${() => this.abort.abort()} title="Stop (Esc)">Stop</button>`
          : html`<button type="submit" class="primary" id="fight">Ask both</button>`}
      </div>
    </form>`;
  }

  voteButtons() {
    const [left, right] = this.state.sides.map(({ answer }) => answer.content);
    return html`<div class="votes" role="group" aria-label="Your vote">
      ${VOTES.map(
        ({ winner, label, key }) =>
          html`<button
            type="button"
            data-vote=${winner}
            disabled=${left === right && winner !== "tie" && winner !== "bad"}
            title="Key ${key}"
            onClick=${() => this.vote(winner)}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }
}

function newContender() {
  return { model: "", adapters: [] };
}

function submitOnEnter(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
}

function nameOf({ model, adapters }) {
  return [model, ...adapters.map(({ name, scale }) => `${name} × ${scale}`)].join(" + ");
}

function Contender({ models, contender, i, onChange }) {
  return html`<div>
    <label>
      ${["First", "Second"][i]} model
      <select onChange=${(event) => onChange({ model: event.target.value, adapters: [] })}>
        <option value="" selected=${contender.model === ""}>Any</option>
        ${models.map(({ name }) => html`<option value=${name} selected=${contender.model === name}>${name}</option>`)}
      </select>
    </label>
    ${contender.model && html`<${AdapterScales} setup=${contender} onChange=${onChange} />`}
  </div>`;
}

function Side({ name, contender, answer, phase }) {
  return html`<section class="side" aria-label=${name}>
    <h2>${phase === "revealed" ? nameOf(contender) : name}</h2>
    <div class="text" aria-live="polite" aria-busy=${phase === "running"}>
      ${answer.content || phase !== "running" ? markdown(answer.content) : html`<p class="waiting">Waiting</p>`}
    </div>
    ${phase === "revealed" && html`<${Stats} node=${answer} />`}
  </section>`;
}

/** Who won how often. */
function Standings({ standings, votes, onSave }) {
  return html`<section>
    <h2>Standings</h2>
    ${standings.length === 0
      ? html`<p>No votes yet.</p>`
      : html`<div class="scroll" tabindex="0">
          <table class="standings">
            <thead>
              <tr><th>Model</th><th>Rating</th><th>Won</th><th>Lost</th><th>Even</th></tr>
            </thead>
            <tbody>
              ${standings.map(
                (row) =>
                  html`<tr>
                    <td>${row.name}</td><td>${Math.round(row.rating)}</td><td>${row.won}</td><td>${row.lost}</td>
                    <td>${row.even}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`}
    <div class="row">
      <button type="button" disabled=${votes === 0} onClick=${onSave}>Download the pairs</button>
      <small>${count(votes, "vote")}; ratings by Bradley and Terry on Elo's scale: 400 more is ten wins to one</small>
    </div>
  </section>`;
}
