// Jobs with documents: a file summed up, a folder asked, a text translated.
import { AskForm } from "./ask.js";
import { SummaryForm } from "./summary.js";
import { TranslationForm } from "./translation.js";
import { Component, html } from "./ui.js";

const JOBS = {
  summary: { title: "Summarise", form: SummaryForm },
  ask: { title: "Ask a folder", form: AskForm },
  translation: { title: "Translate", form: TranslationForm },
};

export class DocumentsView extends Component {
  state = { job: "summary" };

  render(_, { job }) {
    const tab = (name) =>
      html`<button
        type="button"
        role="tab"
        id="tab-${name}"
        aria-selected=${name === job}
        aria-controls="job"
        onClick=${() => this.setState({ job: name })}
      >
        ${JOBS[name].title}
      </button>`;
    return html`<div class="view documents">
      <h1>Documents</h1>
      <p>
        What a model makes of a document is checked against it: sentences that it does not bear out are marked. Files are
        read on the server and not kept.
      </p>
      <div role="tablist" aria-label="Jobs" class="row tabs">${Object.keys(JOBS).map(tab)}</div>
      <section id="job" role="tabpanel" aria-labelledby="tab-${job}"><${JOBS[job].form} key=${job} /></section>
    </div>`;
  }
}
