import { button, icon, make } from "./dom.js";
import { bubble } from "./bubble.js";
import { richText } from "./rich_text.js";
import { dayKey, dayName } from "./shanghai.js";

const PAGE = 120;
const NEAR_BOTTOM = 56;
const ONE_RUN = 10 * 60_000;

/**
 * The messages of one chat with their scrolling: it stays at the bottom unless the reader has scrolled up, rebuilds
 * only rows that changed, and shows the newest 120 until asked for more. `view` is what bubbles get; `onRead` is called
 * when the reader reaches the bottom.
 */
export class MessageList {
  constructor(view, onRead) {
    this.view = view;
    this.rows = new Map();
    this.shown = PAGE;
    this.atBottom = true;
    this.earlier = button("earlier", "显示更早的消息", () => this.showEarlier(), { hidden: true });
    this.list = make("ol", { className: "messages" });
    this.scroller = make("div", { className: "scroller", tabIndex: 0, aria: { role: "log", label: "消息" } },
      this.earlier, this.list);
    this.count = make("span", { className: "badge", hidden: true });
    this.downButton = button("to-bottom", [icon("down"), this.count], () => this.toBottom(), {
      title: "到最新消息", hidden: true, aria: { label: "到最新消息" },
    });
    this.element = make("div", { className: "chat" }, this.scroller, this.downButton);
    this.scroller.addEventListener("scroll", () => {
      this.noteScroll();
      if (this.atBottom) onRead();
    }, { passive: true });
    const keep = new ResizeObserver(() => this.atBottom && this.toBottom());
    keep.observe(this.list);
    keep.observe(this.scroller);
  }

  noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    this.downButton.hidden = this.atBottom;
  }

  toBottom() {
    this.atBottom = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.downButton.hidden = true;
  }

  showUnread(count) {
    this.count.textContent = count;
    this.count.hidden = count === 0;
  }

  /** Shows another chat from its newest message on. */
  open() {
    this.rows.clear();
    this.list.replaceChildren();
    this.shown = PAGE;
    this.atBottom = true;
  }

  showEarlier() {
    const fromBottom = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.shown += PAGE;
    this.sync(this.messages, this.speaker, this.now);
    this.scroller.scrollTop = this.scroller.scrollHeight - fromBottom;
  }

  /** `messages`: all of the chat, oldest first. `flash` is the id of a message that has just been edited. */
  sync(messages, speaker, now, flash = null) {
    Object.assign(this, { messages, speaker, now });
    this.earlier.hidden = messages.length <= this.shown;
    const items = itemsOf(messages.slice(-this.shown), speaker, now);
    const rows = new Map(items.map((item) => [item.key, this.rowFor(item)]));
    for (const [key, row] of this.rows) if (rows.get(key) !== row) row.element.remove();
    this.rows = rows;
    let place = this.list.firstChild;
    for (const { element } of rows.values()) {
      if (element === place) place = place.nextSibling;
      else this.list.insertBefore(element, place);
    }
    if (flash !== null) rows.get(`m${flash}`)?.element.classList.add("changed");
    if (this.atBottom) this.toBottom();
  }

  /** The row already there, unless something it shows has changed. */
  rowFor(item) {
    const row = this.rows.get(item.key);
    const same = row && row.mark.length === item.mark.length && row.mark.every((part, i) => part === item.mark[i]);
    return same ? row : { mark: item.mark, element: this.build(item) };
  }

  build(item) {
    if (item.day) return make("li", { className: "day" }, make("span", { textContent: item.day }));
    if (item.service) return serviceLine(item.messages[0], this.view.reader);
    return bubble(item, this.view);
  }

  jump(id) {
    const target = this.list.querySelector(`[data-message="${CSS.escape(String(id))}"]`);
    if (!target) return false;
    target.scrollIntoView({ block: "center" });
    target.classList.remove("found");
    void target.offsetWidth;
    target.classList.add("found");
    return true;
  }

  /** Buttons stop waiting when the bot has answered. */
  settle() {
    for (const button of this.list.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
}

function itemsOf(messages, speaker, now) {
  const items = [];
  let last = null;
  for (const message of messages) {
    if (!last || dayKey(message.date) !== dayKey(last.date)) {
      const day = dayName(message.date, now);
      items.push({ key: `d${dayKey(message.date)}`, day, mark: [day] });
    }
    const run = !last || last.service || last.from.id !== message.from.id || dayKey(message.date) !== dayKey(last.date)
      || message.date - last.date > ONE_RUN;
    add(items, message, String(message.from.id) === String(speaker), run);
    last = message;
  }
  return items;
}

function serviceLine(message, reader) {
  return make("li", { className: "day service", data: { message: message.id } },
    make("span", {}, richText(message.html || "", reader)));
}

function add(items, message, own, runStart) {
  const album = items.at(-1);
  if (message.group_key && album?.messages?.[0].group_key === message.group_key) {
    album.messages.push(message);
    album.mark.push(message);
    return;
  }
  items.push({
    key: `m${message.id}`, messages: [message], own, runStart, service: Boolean(message.service),
    mark: [own, runStart, message],
  });
}
