import { make } from "./dom.js";
import { telegramTime, dayName, hourMinute } from "./shanghai.js";

/** Tags that Telegram's formatting knows, by the plain element that shows them. */
const PLAIN = {
  B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s",
  CODE: "code", PRE: "pre", BR: "br",
};
const FOUND_IN_TEXT = /https?:\/\/[^\s<>"'，。；！？、）】》]+|(?<![\w/])\/[a-z][a-z0-9_]{0,31}(?![\w/])/g;

/**
 * The server's HTML as nodes. It is rebuilt from the tags Telegram allows instead of being inserted, so that nothing a
 * message holds can act on the page. `reader` answers clicks: openLink(url), sendCommand(text) and now().
 */
export function richText(html, reader) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  joinNeighbours(parsed.body);
  const nodes = [...parsed.body.childNodes].flatMap((node) => rebuild(node, reader, true));
  return withoutLineAfterBlocks(nodes);
}

/** A span that holds another one arrives in pieces; equal neighbours are one element again. */
function joinNeighbours(parent) {
  for (let node = parent.firstElementChild; node; node = node.nextElementSibling) {
    const empty = node.cloneNode(false);
    while (node.nextSibling?.nodeType === Node.ELEMENT_NODE && node.nextSibling.cloneNode(false).isEqualNode(empty)) {
      node.append(...node.nextSibling.childNodes);
      node.nextSibling.remove();
    }
    joinNeighbours(node);
  }
}

/** A quotation already ends its line; the line break written after it would show as an empty line. */
function withoutLineAfterBlocks(nodes) {
  return nodes.map((node, index) => {
    const afterBlock = ["BLOCKQUOTE", "PRE"].includes(nodes[index - 1]?.tagName);
    return afterBlock && typeof node === "string" ? node.replace(/^\n/, "") : node;
  });
}

export function plainText(text, reader) {
  return withLinks(text, reader);
}

function rebuild(node, reader, linkable) {
  if (node.nodeType === Node.TEXT_NODE) return linkable ? withLinks(node.data, reader) : [node.data];
  if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE"].includes(node.tagName)) return [];
  const deeper = linkable && !["A", "CODE", "PRE"].includes(node.tagName);
  const children = [...node.childNodes].flatMap((child) => rebuild(child, reader, deeper));
  if (PLAIN[node.tagName]) return [make(PLAIN[node.tagName], {}, children)];
  if (node.tagName === "A") return [link(node.getAttribute("href") || "", children, reader)];
  if (node.tagName === "BLOCKQUOTE") return [quotation(node.matches("[expandable], .expandable"), children)];
  if (node.matches("tg-time, time[data-unix]")) return [moment(node, children, reader)];
  if (node.matches("tg-spoiler, .tg-spoiler, .spoiler")) return [spoiler(children)];
  return children;
}

function withLinks(text, reader) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(FOUND_IN_TEXT)) {
    nodes.push(text.slice(end, found.index));
    nodes.push(found[0].startsWith("/") ? command(found[0], reader) : link(found[0], [found[0]], reader));
    end = found.index + found[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((piece) => piece !== "");
}

function link(href, children, reader) {
  const safe = /^(https?|tg|mailto|tel):/i.test(href);
  if (!safe) return make("span", {}, children);
  return make("a", {
    href, target: "_blank", rel: "noopener noreferrer",
    on: {
      click: (event) => {
        if (reader.openLink(href)) event.preventDefault();
      },
    },
  }, children);
}

function command(text, reader) {
  return make("button", {
    type: "button", className: "inline-command", textContent: text, title: `发送 ${text}`,
    on: { click: () => reader.sendCommand(text) },
  });
}

function quotation(expandable, children) {
  const block = make("blockquote", {}, children);
  if (!expandable) return block;
  block.className = "expandable";
  block.title = "点击展开或收起";
  block.addEventListener("click", () => block.classList.toggle("open"));
  return block;
}

function spoiler(children) {
  const reveal = (event) => {
    event.preventDefault();
    cover.classList.add("revealed");
    cover.removeAttribute("role");
    cover.removeAttribute("aria-label");
  };
  const cover = make("span", {
    className: "spoiler", tabIndex: 0, title: "点击显示", aria: { role: "button", label: "遮住的内容，点击显示" },
    on: { click: reveal, keydown: (event) => event.key === "Enter" && reveal(event) },
  }, make("span", {}, children));
  return cover;
}

function moment(node, children, reader) {
  const unix = Number(node.getAttribute("unix") ?? node.dataset.unix);
  if (!Number.isFinite(unix)) return make("span", {}, children);
  const shown = telegramTime(unix, node.getAttribute("format") ?? node.dataset.format, reader.now());
  const exact = `${dayName(unix * 1000, reader.now())} ${hourMinute(unix * 1000)}（上海时间）`;
  const time = make("time", { className: "moment", title: exact }, shown === null ? children : shown);
  time.dateTime = new Date(unix * 1000).toISOString();
  return time;
}

/** {username, payload} of a link that opens a bot, or null. */
export function deepLink(text, botUsername) {
  let url;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  const web = /^(www\.)?(t\.me|telegram\.me)$/i.test(url.hostname) && url.pathname.replaceAll("/", "");
  const app = url.protocol === "tg:" && /resolve/.test(url.href) && url.searchParams.get("domain");
  const username = web || app;
  if (!username || username.toLowerCase() !== String(botUsername).toLowerCase()) return null;
  return { username, payload: url.searchParams.get("start") };
}
