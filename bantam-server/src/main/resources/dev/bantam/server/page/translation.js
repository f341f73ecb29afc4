// A text or file translated, with the terms to use.
import { Drop, encoded, JobForm, Provenance } from "./job.js";
import { CopyButton, download, Failure, html } from "./ui.js";

const DOMAINS = { general: "General", technical: "Technical", legal: "Legal", medical: "Medical" };

/** Terms as they are typed: one a line, "source = target | another form". */
function terms(text) {
  return text
    .split("\n")
    .map((line) => line.split("=").map((part) => part.trim()))
    .filter(([source, target]) => source && target)
    .map(([source, target]) => ({ source, target: target.split("|").map((form) => form.trim()) }));
}

export class TranslationForm extends JobForm {
  submit(event) {
    event.preventDefault();
    const { elements } = event.target;
    const text = elements.text.value;
    if (this.state.file || text.trim()) {
      this.run("v1/tasks/translate", this.body(text, elements));
    }
  }

  async body(text, { from, to, domain, glossary }) {
    const { file } = this.state;
    return {
      ...(file ? { file: await encoded(file) } : { text }),
      from: from.value.trim(),
      to: to.value.trim(),
      domain: domain.value,
      glossary: terms(glossary.value),
      check: true,
    };
  }

  render(_, { file, result, error }) {
    return html`<form class="panel" onSubmit=${(event) => this.submit(event)}>
        <label>
          Text
          <textarea name="text" rows="4" disabled=${Boolean(file)} />
        </label>
        <${Drop}
          files=${file ? [file] : []}
          label="or drop a file"
          hint="text, Markdown, HTML, subtitles, PO, XLIFF: what is not text stays as it is"
          onFiles=${([dropped]) => this.setState({ file: dropped })}
        />
        <div class="fields">
          <label>From <input name="from" defaultValue="en" required list="languages" /></label>
          <label>To <input name="to" defaultValue="de" required list="languages" /></label>
          <label>
            Domain
            <select name="domain">
              ${Object.entries(DOMAINS).map(([value, title]) => html`<option value=${value}>${title}</option>`)}
            </select>
          </label>
          ${this.modelField()}
        </div>
        <datalist id="languages">
          ${["cs", "da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "uk", "zh"].map(
            (code) => html`<option value=${code} />`,
          )}
        </datalist>
        <label>
          Glossary
          <textarea name="glossary" rows="3" spellcheck="false" placeholder="cable = Kabel" />
          <small>a term a line; forms that may stand for it after |</small>
        </label>
        ${this.button("Translate")}
      </form>
      <${Failure} error=${error} />
      ${result && html`<${Translation} result=${result} name=${file?.name ?? "translation.txt"} />`}`;
  }
}

function Translation({ result, name }) {
  return html`<article class="panel result" id="translation">
    <div class="scroll" tabindex="0">
      <table class="segments">
        <thead><tr><th>Source</th><th>Translation</th><th>Notes</th></tr></thead>
        <tbody>
          ${result.segments.map(
            ({ source, target, notes = [] }) =>
              html`<tr class=${notes.length ? "doubtful" : null}>
                <td>${source}</td><td>${target}</td><td>${notes.join("; ")}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="row">
      <${CopyButton} text=${() => result.text} />
      <button type="button" class="quiet" onClick=${() => download(name, result.text, "text/plain")}>Download</button>
    </div>
    <${Provenance} result=${result} />
  </article>`;
}
