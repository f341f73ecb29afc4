// Live figures of the server, from Prometheus' text at /metrics.
import { getText } from "./api.js";
import { bytes, Component, Failure, figure, html } from "./ui.js";

const SECONDS = 2;
const KEPT = 90;

// Tokens are counted when their answer is complete: rates are of so many steps together.
const SMOOTHED = 5;

const TOKENS = "gen_ai_client_token_usage_sum";

/** What is shown: a gauge as it is, a counter as its growth in a second; of the lines whose labels fit. */
const SERIES = [
  { title: "Tokens made", metric: TOKENS, fits: (labels) => labels.includes('type="output"'), rate: true, unit: "/s" },
  { title: "Prompt tokens", metric: TOKENS, fits: (labels) => labels.includes('type="input"'), rate: true, unit: "/s" },
  { title: "Requests", metric: "http_server_request_duration_seconds_count", fits: isApi, rate: true, unit: "/s" },
  { title: "Sequences", metric: "bantam_sequences" },
  { title: "Waiting", metric: "bantam_queue" },
  { title: "KV caches", metric: "bantam_kv_cache_bytes", show: bytes },
  { title: "Models loaded", metric: "bantam_models" },
  { title: "Java heap", metric: "jvm_memory_used_bytes", fits: (labels) => labels.includes('area="heap"'), show: bytes },
];

/** Not those of this page. */
function isApi(labels) {
  return labels.includes('route="/v1/') || labels.includes('route="/api/');
}

/** Each series' sum over the lines of its metric; those that the server does not have are left out. */
function read(text) {
  const sums = new Map();
  for (const line of text.split("\n")) {
    const [, name, labels, value] = /^(\w+)(\{.*\})? (\S+)/.exec(line) ?? [];
    for (const { title, metric, fits } of SERIES) {
      if (name === metric && (!fits || fits(labels ?? ""))) {
        sums.set(title, (sums.get(title) ?? 0) + Number(value));
      }
    }
  }
  return sums;
}

// The curves go on from where they were when another view was shown meanwhile.
let history = [];

export class MetricsView extends Component {
  state = { error: null };

  componentDidMount() {
    this.poll();
  }

  componentWillUnmount() {
    clearTimeout(this.timer);
    this.gone = true;
  }

  async poll() {
    if (!document.hidden) {
      try {
        history = [...history, { at: performance.now() / 1000, sums: read(await getText("metrics")) }].slice(-KEPT);
        this.setState({ error: null });
      } catch (error) {
        this.setState({ error });
      }
    }
    if (!this.gone) {
      this.timer = setTimeout(() => this.poll(), SECONDS * 1000);
    }
  }

  render(_, { error }) {
    const known = SERIES.filter(({ title }) => history.at(-1)?.sums.has(title));
    return html`<div class="view">
      <h1>Metrics</h1>
      <${Failure} error=${error} />
      ${history.length > 0 && known.length === 0 && html`<p>The server counts nothing yet.</p>`}
      <div class="tiles">${known.map((series) => html`<${Tile} key=${series.title} ...${series} />`)}</div>
      <p class="hint">
        Every ${SECONDS} s while this view is open. All figures, for Prometheus: <a href="metrics" target="_blank">/metrics</a>
      </p>
    </div>`;
  }
}

/** A series as numbers over time; null before a rate is known. */
function values({ title, rate }) {
  return history.map(({ at, sums }, i) => {
    const now = sums.get(title) ?? 0;
    if (!rate) {
      return now;
    }
    const before = history[Math.max(0, i - SMOOTHED)];
    return i > 0 ? Math.max(0, (now - (before.sums.get(title) ?? 0)) / (at - before.at)) : null;
  });
}

function Tile(series) {
  const points = values(series);
  const show = series.show ?? ((value) => figure(value) + (series.unit ?? ""));
  const last = points.at(-1);
  const top = Math.max(...points);
  return html`<section class="tile" data-series=${series.title}>
    <h2>${series.title}</h2>
    <p class="value">${last === null ? "–" : show(last)}</p>
    <${Sparkline} points=${points} />
    <small>${top > 0 ? `highest ${show(top)}` : "nothing yet"}</small>
  </section>`;
}

function Sparkline({ points }) {
  const top = Math.max(...points) || 1;
  const room = Math.max(points.length, 20);
  const x = (i) => ((room - points.length + i) / (room - 1)) * 100;
  const line = points.map((value, i) => `${x(i).toFixed(2)},${(29 - (28 * (value ?? 0)) / top).toFixed(2)}`).join(" ");
  return html`<svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
    <polygon points="${x(0).toFixed(2)},30 ${line} 100,30" />
    <polyline points=${line} />
  </svg>`;
}
