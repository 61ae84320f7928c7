import { button, iconButton, make, setAria } from "./dom.js";
import { hourMinute } from "./shanghai.js";
import { ask, clear } from "./wire.js";

const KINDS = [
  { text: "限流：服务器说“太快了”（429）", fault: { kind: "429", retry_after: 5 } },
  { text: "断网：请求没有送到", fault: { kind: "drop", when: "before" } },
  { text: "应答丢失：已办成，但回音没到", fault: { kind: "drop", when: "after" } },
  { text: "网关故障（502）", fault: { kind: "html502" } },
  { text: "服务器内部错误（500）", fault: { kind: "5xx", status: 500 } },
  { text: "应答慢 5 秒", fault: { kind: "delay", seconds: 5 } },
  { text: "同一条消息送来两次", fault: { kind: "duplicate_update" } },
];
const METHODS = [
  ["", "所有请求"], ["sendMessage", "发送文字"], ["editMessageText", "修改消息"], ["answerCallbackQuery", "应答按钮"],
  ["sendPhoto", "发送照片"], ["sendDocument", "发送文件"], ["getUpdates", "收取消息"],
];

/** The drawer where an administrator makes the imitated Telegram misbehave; closed until asked for. */
export class FaultDrawer {
  constructor(store, complain) {
    Object.assign(this, { store, complain });
    this.button = button("soft", "故障", () => this.toggle(this.element.hidden), {
      title: "演练限流、断网、应答丢失", aria: { expanded: false, controls: "faults" },
    });
    this.kind = make("select", {}, KINDS.map(({ text }, index) => make("option", { value: index, textContent: text })));
    this.method = make("select", {}, METHODS.map(([value, textContent]) => make("option", { value, textContent })));
    this.chat = make("select", {});
    this.count = make("input", { type: "number", min: 1, max: 100, value: 1, required: true });
    this.log = make("ol", { aria: { live: "polite" } });
    this.element = make("aside", {
      id: "faults", className: "drawer", hidden: true, aria: { label: "故障演练" },
      on: { keydown: (event) => event.key === "Escape" && this.toggle(false) },
    }, this.head(), make("p", { textContent: "让模拟的服务器出一次毛病，看机器人怎样应对。" }), this.form(), this.log);
  }

  head() {
    return make("header", {}, make("h2", { textContent: "故障演练" }),
      iconButton("close", "关闭", () => this.toggle(false)));
  }

  form() {
    return make("form", { on: { submit: (event) => { event.preventDefault(); this.order(); } } },
      field("故障", this.kind),
      make("div", { className: "pair" }, field("哪种请求", this.method), field("次数", this.count)),
      field("哪个会话", this.chat),
      make("div", { className: "pair" },
        make("button", { className: "solid", textContent: "制造故障" }),
        button("soft", "全部恢复正常", () => this.recover())));
  }

  toggle(open) {
    this.element.hidden = !open;
    setAria(this.button, "expanded", open);
    if (!open) {
      this.button.focus();
      return;
    }
    this.showChats();
    this.kind.focus();
  }

  showChats() {
    const chosen = this.chat.value;
    const entries = [["", "不限"],
      ...[...this.store.people.values()].map(({ id, name }) => [id, `${name}（私聊）`]),
      ...this.store.groups().map(({ id, title }) => [id, title])];
    this.chat.replaceChildren(...entries.map(([value, textContent]) => make("option", { value, textContent })));
    this.chat.value = chosen;
  }

  async order() {
    const { fault, text } = KINDS[this.kind.value];
    const count = Number(this.count.value);
    const method = this.method.value || null;
    const chat = this.chat.value ? Number(this.chat.value) : null;
    await this.act(() => ask("faults", { ...fault, method, chat, count }), `已安排 ${count} 次：${text}`);
  }

  async recover() {
    await this.act(() => clear("faults"), "没有用掉的故障都已取消");
  }

  async act(request, note) {
    try {
      await request();
      this.log.prepend(make("li", { textContent: `${hourMinute(this.store.now())}　${note}` }));
    } catch (error) {
      this.complain(error.message);
    }
  }
}

function field(label, input) {
  return make("label", { className: "field" }, make("span", { textContent: label }), input);
}
