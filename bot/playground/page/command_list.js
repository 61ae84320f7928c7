import { button, make } from "./dom.js";
import { openMenu } from "./menu.js";

/** The bot's commands: as a menu behind the button 「/」, and as suggestions while a command is being typed. */
export class CommandList {
  constructor(choose) {
    this.choose = choose;
    this.found = [];
    this.marked = -1;
    this.element = make("div", { className: "suggestions", hidden: true, aria: { role: "listbox", label: "可用的命令" } });
  }

  openAt(anchor, commands) {
    openMenu(anchor, commands.map(({ command, description }) => ({
      text: `/${bare(command)}`, note: description, act: () => this.choose(`/${bare(command)}`),
    })), { label: "命令" });
  }

  suggest(text, commands) {
    const typed = /^\/([a-z0-9_]*)$/.exec(text)?.[1];
    this.found = typed === undefined ? [] : commands.filter(({ command }) => bare(command).startsWith(typed));
    this.marked = -1;
    this.draw();
  }

  draw() {
    this.element.hidden = this.found.length === 0;
    this.element.replaceChildren(...this.found.map(({ command, description }, index) => button(
      "", [make("b", { textContent: `/${bare(command)}` }), make("span", { textContent: description })],
      () => this.take(index), { aria: { role: "option", selected: index === this.marked } },
    )));
    this.element.children[this.marked]?.scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const { command } = this.found[index];
    this.suggest("", []);
    this.choose(`/${bare(command)}`);
  }

  /** True when the key was for the suggestions. */
  key(event) {
    if (this.found.length === 0) return false;
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key in steps) {
      const from = this.marked < 0 && event.key === "ArrowUp" ? 0 : this.marked;
      this.marked = (from + steps[event.key] + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === "Enter" && this.marked >= 0) this.take(this.marked);
    else if (event.key === "Escape") this.suggest("", []);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

function bare(command) {
  return command.replace(/^\//, "");
}
