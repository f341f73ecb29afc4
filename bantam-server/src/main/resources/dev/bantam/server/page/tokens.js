// An answer token by token: what the model found likely in each place.
import { Component, html } from "./ui.js";

/** Spaces and line ends made visible. */
function visible(text) {
  return text.replaceAll(" ", "␣").replaceAll("\n", "⏎").replaceAll("\t", "⇥") || "(nothing)";
}

function percent(probability) {
  return `${(100 * probability).toFixed(probability < 0.1 ? 2 : 1)} %`;
}

/** Five shades, from likely to unlikely. */
function shade(probability) {
  return [0.9, 0.6, 0.3, 0.1].findLastIndex((least) => probability < least) + 1;
}

/**
 * Tokens that tell their probability when pointed at, tapped, or reached with the arrow keys; the whole is
 * one stop of the Tab key.
 */
export class TokenText extends Component {
  state = { chosen: -1 };

  shouldComponentUpdate(next, state) {
    return (
      next.size !== this.props.size ||
      next.coloured !== this.props.coloured ||
      state.chosen !== this.state.chosen
    );
  }

  choose(chosen) {
    this.setState({ chosen });
  }

  pointed(event) {
    const span = event.target.closest("[data-token]");
    if (span) {
      this.choose(Number(span.dataset.token));
    }
  }

  pressed(event) {
    const last = this.props.tokens.length - 1;
    const { chosen } = this.state;
    const to = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.choose(Math.min(last, Math.max(0, to)));
    }
  }

  /** Puts the box below its token, within the window. */
  place(box) {
    const span = this.text?.querySelector(".chosen");
    if (!box || !span) {
      return;
    }
    const at = span.getClientRects()[0];
    const below = at.bottom + box.offsetHeight + 8 < innerHeight;
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${below ? at.bottom + 4 : at.top - box.offsetHeight - 4}px`;
  }

  componentDidUpdate() {
    this.place(this.box);
  }

  render({ tokens, coloured }, { chosen }) {
    return html`<div
      class="text plain tokens"
      tabindex="0"
      role="group"
      aria-label="Tokens: arrow keys tell their probabilities"
      ref=${(element) => (this.text = element)}
      onPointerOver=${(event) => this.pointed(event)}
      onClick=${(event) => this.pointed(event)}
      onPointerLeave=${() => this.choose(-1)}
      onBlur=${() => this.choose(-1)}
      onFocus=${() => chosen < 0 && this.text.matches(":focus-visible") && this.choose(0)}
      onKeyDown=${(event) => this.pressed(event)}
    >
      ${tokens.map(
        ({ text, probability }, i) =>
          html`<span
            data-token=${i}
            class="${coloured ? `shade-${shade(probability)}` : ""} ${i === chosen ? "chosen" : ""}"
            >${text}</span
          >`,
      )}
      ${tokens[chosen] && this.details(tokens[chosen])}
    </div>`;
  }

  details({ text, probability, top }) {
    return html`<div class="token-box" role="status" ref=${(element) => this.place((this.box = element))}>
      <b>${visible(text)}</b> ${percent(probability)}
      <table><tbody>
        ${top.map(
          (other) =>
            html`<tr class=${other.text === text ? "own" : ""}>
              <td><code>${visible(other.text)}</code></td>
              <td><meter min="0" max="1" value=${other.probability} aria-hidden="true" /></td>
              <td>${percent(other.probability)}</td>
            </tr>`,
        )}
      </tbody></table>
    </div>`;
  }
}
