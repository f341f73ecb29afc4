// Markdown of a model's answer as elements. Only markdown-it's parser is used, never its HTML: tags are
// made from the list below, everything else is text, so nothing a model writes can become markup.
import MarkdownIt from "./vendor/markdown-it/markdown-it.esm.min.mjs";
import { CopyButton, Fragment, h, html } from "./ui.js";

const parser = new MarkdownIt({ html: false, breaks: true, linkify: true });
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

// Headings begin below the page's own.
const TAGS = new Map(
  Object.entries({ h1: "h3", h2: "h4", h3: "h5", h4: "h6", h5: "h6", h6: "h6" }).concat(
    ["p", "blockquote", "ul", "ol", "li", "strong", "em", "s"].map((tag) => [tag, tag]),
    ["table", "thead", "tbody", "tr", "th", "td"].map((tag) => [tag, tag]),
  ),
);

/** The elements of a Markdown text. */
export function markdown(text) {
  return build(parser.parse(text, {}));
}

/** Tokens open and close elements; this turns their list into a tree. */
function build(tokens) {
  const open = [{ children: [] }];
  for (const token of tokens) {
    if (token.nesting === 1) {
      open.push({ token, children: [] });
    } else if (token.nesting === -1) {
      const { token: opening, children } = open.pop();
      open.at(-1).children.push(element(opening, children));
    } else {
      open.at(-1).children.push(leaf(token));
    }
  }
  return open[0].children;
}

function element(token, children) {
  if (token.hidden) {
    return h(Fragment, null, ...children);
  }
  if (token.type === "link_open") {
    return link(token.attrGet("href"), children);
  }
  const tag = TAGS.get(token.tag);
  if (!tag) {
    return h(Fragment, null, ...children);
  }
  const built = h(tag, properties(token), ...children);
  return tag === "table" ? html`<div class="scroll" tabindex="0">${built}</div>` : built;
}

function properties(token) {
  if (token.tag === "ol" && token.attrGet("start")) {
    return { start: Number(token.attrGet("start")) };
  }
  const align = /^text-align:(left|center|right)$/.exec(token.attrGet("style") ?? "");
  return align ? { class: `align-${align[1]}` } : null;
}

function leaf(token) {
  switch (token.type) {
    case "inline":
      return h(Fragment, null, ...build(token.children));
    case "softbreak":
    case "hardbreak":
      return html`<br />`;
    case "hr":
      return html`<hr />`;
    case "code_inline":
      return html`<code>${token.content}</code>`;
    case "fence":
    case "code_block":
      return codeBlock(token.content, token.info.trim().split(/\s/)[0]);
    case "image":
      // Loading it would tell another host what is read here.
      return link(token.attrGet("src"), [`[image: ${token.content || token.attrGet("src")}]`]);
    default:
      return token.content;
  }
}

function codeBlock(code, language) {
  return html`<div class="code">
    <div class="code-head"><span>${language}</span><${CopyButton} text=${() => code} /></div>
    <pre tabindex="0"><code>${code}</code></pre>
  </div>`;
}

/** A link that leads out of the page, if it is of a kind that only does that. */
function link(address, children) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["http:", "https:", "mailto:"].includes(url.protocol)) {
    return h(Fragment, null, ...children);
  }
  return html`<a href=${url.href} target="_blank" rel="noopener noreferrer nofollow">${children}</a>`;
}
