// What every view needs: templates, words for figures, and a few small components.
import { h, Component, Fragment, render } from "./vendor/preact/preact.mjs";
import htm from "./vendor/htm/htm.module.js";

/** Makes elements of a template. Values become text or properties, never markup. */
export const html = htm.bind(h);
export { h, Component, Fragment, render };

/** A size in the units that people read: 1.1 GB. */
export function bytes(n) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let value = n;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(2)} ${units[unit]}`;
}

/** A number with as many digits as help. */
export function figure(n) {
  if (Math.abs(n) >= 1000) {
    return Math.round(n).toLocaleString("en");
  }
  return String(Number(n.toPrecision(3)));
}

/** "1 token", "2 tokens". */
export function count(n, noun) {
  return `${Math.round(n).toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** How long from now, roughly: "4 min". */
export function duration(seconds) {
  if (seconds < 90) {
    return `${Math.max(0, Math.round(seconds))} s`;
  }
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Hands the browser a file to save. */
export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Says something to those who hear the page instead of seeing it. */
export function announce(text) {
  document.getElementById("announcements").textContent = text;
}

/** A button that copies a text and says so. */
export class CopyButton extends Component {
  async copy() {
    await writeClipboard(this.props.text());
    this.setState({ copied: true });
    announce("Copied");
    setTimeout(() => this.setState({ copied: false }), 1500);
  }

  render() {
    return html`<button type="button" class="quiet" onClick=${() => this.copy()}>
      ${this.state.copied ? "Copied" : "Copy"}
    </button>`;
  }
}

async function writeClipboard(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  // Without TLS browsers offer the clipboard to loopback pages only.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** What went wrong, in words. */
export function Failure({ error }) {
  return error ? html`<p class="failure" role="alert">${error.message}</p>` : null;
}
