import { button, make } from "./dom.js";
import { ask } from "./wire.js";

/** How long a typist must pause before the bot is asked, in milliseconds. */
const PAUSE = 200;

/**
 * What the bot offers while 「@bot words」 stands in the field. `phone` gives speaker(), chat, botUsername, start(payload),
 * notices; `chosen` is called when one was sent into the chat. The answer is an event that may be here before the query's number.
 */
export class Offers {
  constructor(phone, chosen) {
    this.phone = phone;
    this.chosen = chosen;
    this.element = make("div", {
      className: "suggestions offers", hidden: true, aria: { role: "listbox", label: "机器人给出的结果" },
    });
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    Object.assign(this, { words: null, query: null, heard: null, results: [], marked: -1 });
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  suggest(text) {
    const words = wordsBehind(text, this.phone.botUsername);
    if (words === this.words) return;
    this.forget();
    this.words = words;
    if (words !== null) this.timer = setTimeout(() => this.look(""), PAUSE);
  }

  async look(offset) {
    const { words } = this;
    const target = { person: this.phone.speaker(), chat: this.phone.chat };
    const answer = await this.phone.try(() => ask("ask", { ...target, words, offset }));
    if (answer === null || words !== this.words) return;
    this.query = answer.query;
    this.take();
  }

  /** The bot has answered some query of this person. */
  hear(event) {
    this.heard = event;
    this.take();
  }

  take() {
    if (!this.heard || this.heard.query !== this.query) return;
    this.results.push(...this.heard.results.map((result) => ({ ...result, query: this.query })));
    this.draw(this.heard);
    this.heard = null;
  }

  draw({ button: way, next_offset: next }) {
    const lines = this.results.map((result, index) => button("offer",
      [make("b", { textContent: result.title }), make("span", { textContent: result.description })],
      () => this.choose(index), { aria: { role: "option", selected: index === this.marked } }));
    const above = way ? [button("offer way", way.text, () => this.goTo(way.start))] : [];
    const more = next ? [button("offer more", "更多", () => this.look(next))] : [];
    this.element.hidden = lines.length + above.length === 0;
    this.element.replaceChildren(...above, ...lines, ...more);
    this.drawn = { button: way, next_offset: next };
  }

  goTo(start) {
    this.forget();
    this.chosen();
    this.phone.try(() => this.phone.start(start));
  }

  async choose(index) {
    const { id, query } = this.results[index];
    const target = { person: this.phone.speaker(), chat: this.phone.chat };
    this.forget();
    this.chosen();
    await this.phone.try(() => ask("choose", { ...target, query, result: id }));
  }

  /** True when the key was for the offers. */
  key(event) {
    if (this.element.hidden || this.results.length === 0) return false;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      this.marked = (Math.max(this.marked, step > 0 ? -1 : 0) + step + this.results.length) % this.results.length;
      this.draw(this.drawn);
      this.element.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && this.marked >= 0) this.choose(this.marked);
    else if (event.key === "Escape") this.forget();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

/** What stands behind the bot's name and a blank; null where the text does not begin with its name. */
function wordsBehind(text, botUsername) {
  const found = /^@(\w+)\s([^]*)$/.exec(text);
  return found && found[1].toLowerCase() === botUsername.toLowerCase() ? found[2].trim() : null;
}
