import { hueOfSender, icon, iconButton, make } from "./dom.js";
import { excerpt, isPicture, mediaView } from "./media.js";
import { plainText, richText } from "./rich_text.js";
import { hourMinute } from "./shanghai.js";

/**
 * One row of a chat: a message, or several that came as one album. `item` is {messages, own, runStart}; `view` answers
 * what the bubble needs and may do: group, reader, find(id), press(message, button, element), reply, menu, jump.
 */
export function bubble(item, view) {
  const [first] = item.messages;
  const last = item.messages.at(-1);
  const buttons = item.messages.flatMap((message) => message.buttons || []);
  const body = make("article", { className: "bubble" },
    sender(item, first, view), forwarded(first), quote(first, view), pictures(item), texts(item, view), reactions(last),
    meta(item, last));
  body.classList.add(...looks(item));
  const stack = make("div", { className: "stack" }, body, keyboard(buttons, last, view), tools(first, view));
  stack.classList.toggle("with-keyboard", buttons.length > 0);
  const row = make("li", { className: `row ${item.own ? "own" : "other"}`, data: { message: first.id } }, stack);
  row.classList.toggle("run-start", item.runStart);
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a") || String(getSelection())) return;
    event.preventDefault();
    view.menu(first, row, { x: event.clientX, y: event.clientY });
  });
  return row;
}

/** The style sheet places the time by these. */
function looks(item) {
  const bare = !item.messages.some((message) => message.text || message.html || message.caption_html);
  const media = item.messages.flatMap((message) => message.media || []);
  const edited = item.messages.some((message) => message.edited) ? ["edited"] : [];
  if (!bare || media.length === 0) return edited;
  return [...edited, media.every(isPicture) ? "picture-only" : "file-only"];
}

function sender(item, message, view) {
  if (item.own || !view.group || !item.runStart) return null;
  const line = make("header", { className: "sender" }, make("span", { textContent: message.from.name }),
    message.from.is_bot ? make("small", { textContent: "机器人" }) : null);
  line.style.setProperty("--hue", hueOfSender(message.from));
  return line;
}

function forwarded(message) {
  const lines = [message.forwarded && (message.forwarded_from ? `转发自 ${message.forwarded_from}` : "转发的消息"),
    message.via && `经由 @${message.via}`].filter(Boolean);
  return lines.length ? make("small", { className: "forwarded", textContent: lines.join(" · ") }) : null;
}

function quote(message, view) {
  if (message.reply_to === null || message.reply_to === undefined) return null;
  const original = view.find(message.reply_to);
  const bar = make("button", {
    type: "button", className: "quote", title: "跳到原消息", data: { quoteOf: message.reply_to },
    on: { click: () => view.jump(message.reply_to) },
  }, make("b", { textContent: original ? original.from.name : "回复" }),
  make("span", { textContent: original ? excerpt(original) : message.reply_excerpt || "（原消息已删除）" }));
  bar.style.setProperty("--hue", original ? hueOfSender(original.from) : 0);
  return bar;
}

function pictures(item) {
  const found = item.messages.flatMap((message) => (message.media || []).map((medium) => [message, medium]));
  if (found.length === 0) return null;
  const grid = found.every(([, medium]) => isPicture(medium)) && found.length > 1;
  const views = found.map(([message, medium], index) => {
    const view = mediaView(medium);
    if (index > 0 && message !== item.messages[0]) view.dataset.message = message.id;
    return view;
  });
  return make("div", { className: grid ? "album" : "media", data: { count: found.length } }, views);
}

function texts(item, view) {
  return item.messages.map((message) => {
    const html = message.caption_html || message.html;
    if (!html && !message.text) return null;
    const nodes = html ? richText(html, view.reader) : plainText(message.text, view.reader);
    return make("div", { className: "text" }, nodes);
  });
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  const emojis = message.reactions.map((emoji) => make("span", { textContent: emoji }));
  return make("div", { className: "reactions" }, emojis);
}

function meta(item, message) {
  const time = make("time", { textContent: hourMinute(message.date), dateTime: new Date(message.date).toISOString() });
  return make("footer", { className: "meta" },
    message.protected ? make("span", { title: "内容受保护，不能复制和转发" }, icon("lock")) : null,
    item.messages.some((each) => each.edited) ? make("span", { textContent: "已编辑" }) : null,
    time, item.own ? icon("check") : null);
}

function keyboard(rows, message, view) {
  if (rows.length === 0) return null;
  return make("div", { className: "keyboard", aria: { role: "group", label: "消息按钮" } }, rows.map(
    (row) => make("div", { className: "keys" }, row.map((button) => key(button, message, view))),
  ));
}

function key(button, message, view) {
  const kind = button.url ? "link" : button.copy ? "copy" : null;
  const element = make("button", {
    type: "button", className: `key ${button.style || ""}`.trim(), title: button.url || "",
    data: { press: button.data },
    on: { click: () => view.press(message, button, element) },
  }, make("span", { textContent: button.text }), kind ? icon(kind) : null);
  return element;
}

function tools(message, view) {
  return make("div", { className: "tools" },
    iconButton("reply", "回复", () => view.reply(message)),
    iconButton("more", "更多", (event) => view.menu(message, event.currentTarget, null), { aria: { haspopup: "menu" } }));
}
