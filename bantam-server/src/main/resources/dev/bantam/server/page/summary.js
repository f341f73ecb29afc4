// A document summed up, each sentence with its source.
import { Citation, Drop, encoded, JobForm, Provenance, Sources } from "./job.js";
import { CopyButton, Failure, html } from "./ui.js";

const STYLES = { paragraph: "A paragraph", bullets: "Bullets", headline: "A headline", extract: "Its own sentences" };

export class SummaryForm extends JobForm {
  submit(event) {
    event.preventDefault();
    const { elements } = event.target;
    const { file } = this.state;
    const text = elements.text.value.trim();
    if (file || text) {
      this.run("v1/tasks/summarize", this.body(file, text, elements));
    }
  }

  async body(file, text, { style, sentences, language }) {
    const what = file ? { file: await encoded(file) } : { text };
    const wanted = language.value.trim() ? { language: language.value.trim() } : {};
    return { ...what, ...wanted, style: style.value, sentences: Number(sentences.value), unsupported: "mark" };
  }

  render(_, { file, result, error }) {
    return html`<form class="panel" onSubmit=${(event) => this.submit(event)}>
        <${Drop}
          files=${file ? [file] : []}
          label="Drop a document here, or choose one"
          hint="PDF, Word, OpenDocument, HTML, Markdown, e-mail, text"
          onFiles=${([dropped]) => this.setState({ file: dropped })}
        />
        <label>
          or a text
          <textarea name="text" rows="3" disabled=${Boolean(file)} />
        </label>
        <div class="fields">
          ${this.modelField()}
          <label>
            Style
            <select name="style">
              ${Object.entries(STYLES).map(([value, title]) => html`<option value=${value}>${title}</option>`)}
            </select>
          </label>
          <label>Sentences <input name="sentences" type="number" min="1" max="50" defaultValue="3" required /></label>
          <label>Language <input name="language" placeholder="as it is" autocomplete="off" /></label>
        </div>
        ${this.button("Summarise")}
      </form>
      <${Failure} error=${error} />
      ${result && html`<${Summary} result=${result} />`}`;
  }
}

function Summary({ result }) {
  return html`<article class="panel result" id="summary">
    ${result.sentences.map(
      ({ text, sources, supported }) =>
        html`<p class=${supported ? null : "doubtful"} title=${supported ? null : "The document does not bear this out"}>
          ${text} ${sources.map((number) => html`<${Citation} number=${number} />`)}
        </p>`,
    )}
    <div class="row"><${CopyButton} text=${() => result.summary} /></div>
    <h2>Sources</h2>
    <${Sources} sources=${result.sources} />
    <${Provenance} result=${result} />
  </article>`;
}
