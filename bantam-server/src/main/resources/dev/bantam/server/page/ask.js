// Questions to a folder of documents: one that the server has indexed, or one dropped here.
import { getJson } from "./api.js";
import { Citation, Drop, encoded, JobForm, Provenance, Sources } from "./job.js";
import { count, Failure, html } from "./ui.js";

export class AskForm extends JobForm {
  async componentDidMount() {
    await super.componentDidMount();
    try {
      this.setState({ indexes: (await getJson("v1/indexes")).data });
    } catch (error) {
      this.setState({ error });
    }
  }

  submit(event) {
    event.preventDefault();
    const { question, index } = event.target.elements;
    const { files = [] } = this.state;
    if (question.value.trim() && (files.length || index?.value)) {
      this.run("v1/tasks/ask", this.body(question.value.trim(), files, index?.value));
    }
  }

  async body(question, files, index) {
    return files.length ? { question, files: await Promise.all(files.map(encoded)) } : { question, index };
  }

  render(_, { indexes = [], files = [], result, error }) {
    return html`<form class="panel" onSubmit=${(event) => this.submit(event)}>
        ${indexes.length > 0 &&
        html`<label>
          A folder that the server has indexed
          <select name="index" disabled=${files.length > 0}>
            ${indexes.map(({ name, documents = 0 }) => html`<option value=${name}>${name} (${count(documents, "document")})</option>`)}
          </select>
        </label>`}
        <${Drop}
          folder
          files=${files}
          label="Choose a folder of yours"
          hint="for a few dozen documents; index larger ones with bantam index"
          onFiles=${(chosen) => this.setState({ files: chosen })}
        />
        <label>
          Question
          <input name="question" autocomplete="off" required />
        </label>
        <div class="fields">${this.modelField()}</div>
        ${this.button("Ask")}
      </form>
      <${Failure} error=${error} />
      ${result && html`<${Answer} result=${result} />`}`;
  }
}

function Answer({ result }) {
  return html`<article class="panel result" id="answer">
    ${result.sentences.map(
      ({ text, sources, supported }) =>
        html`<p class=${supported ? null : "doubtful"}>
          ${text} ${sources.map((number) => html`<${Citation} number=${number} />`)}
        </p>`,
    )}
    ${!result.found && html`<p class="absent">Not in these documents.</p>`}
    ${result.quoted && html`<p class="hint">The model's own words rested on nothing, so this is a quotation.</p>`}
    ${result.found && html`<h2>Sources</h2>`}
    <${Sources} sources=${result.sources} />
    ${result.unread?.map((why) => html`<p class="failure">${why}</p>`)}
    <${Provenance} result=${result} />
  </article>`;
}
