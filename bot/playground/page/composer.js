import { button, icon, iconButton, make, refresh } from "./dom.js";
import { KINDS, chooseFiles, formsFor, sorted, stagedStrip } from "./attachments.js";
import { CommandList } from "./command_list.js";
import { excerpt, wordsOf } from "./media.js";
import { openMenu } from "./menu.js";
import { Offers } from "./offers.js";
import { deepLink } from "./rich_text.js";
import { samplePicture, sampleRecording } from "./samples.js";
import { ask } from "./wire.js";

/** What some browsers report for a key that still belongs to the input method. */
const INPUT_METHOD = 229;
const emptyDraft = () => ({ text: "", replyTo: null, editing: null, staged: [] });

/**
 * Where one person writes. `phone` gives speaker(), chat (an id), commands(), botUsername, sampleTexts, now(),
 * start(payload), lastOwnMessage(), sent() and notices. Each chat keeps its own draft; acts are sent one after another, and a text that
 * was refused comes back into the field.
 */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.drafts = new Map();
    this.queue = Promise.resolve();
    this.samples = 0;
    this.field = make("textarea", {
      rows: 1, placeholder: "输入消息", aria: { label: "输入消息" },
      on: { input: () => this.typed(), keydown: (event) => this.key(event), paste: (event) => this.pasted(event) },
    });
    this.commands = new CommandList((command) => this.sendCommand(command));
    this.offers = new Offers(phone, () => { this.draft = emptyDraft(); });
    this.commandsButton = button("round slash", "/", () => this.commands.openAt(this.commandsButton, phone.commands()),
      { title: "命令", aria: { label: "命令", haspopup: "menu" } });
    this.attachButton = iconButton("attach", "添加附件", () => this.attachMenu(), { aria: { haspopup: "menu" } });
    this.sendButton = make("button", { className: "round send", title: "发送（回车）", aria: { label: "发送" } }, icon("send"));
    this.context = make("div", { className: "context", hidden: true });
    this.strip = make("ul", { className: "staged", hidden: true, aria: { label: "待发送的附件" } });
    this.element = make("form", {
      className: "composer", aria: { label: "写消息" },
      on: {
        submit: (event) => { event.preventDefault(); this.send(); },
        dragover: (event) => event.preventDefault(),
        drop: (event) => { event.preventDefault(); this.stage(sorted(event.dataTransfer.files)); },
      },
    }, this.commands.element, this.offers.element, this.context, this.strip,
    make("div", { className: "line" }, this.commandsButton, this.attachButton, this.field, this.sendButton));
  }

  get draft() {
    const key = String(this.phone.chat);
    if (!this.drafts.has(key)) this.drafts.set(key, emptyDraft());
    return this.drafts.get(key);
  }

  set draft(draft) {
    this.drafts.set(String(this.phone.chat), draft);
    this.show();
  }

  /** Shows the draft of the phone's current chat. */
  show() {
    const { text, replyTo, editing, staged } = this.draft;
    if (this.field.value !== text) this.field.value = text; // setting it would disturb an input method at work
    this.fit();
    this.commandsButton.hidden = this.phone.commands().length === 0;
    this.attachButton.hidden = editing !== null;
    refresh(this.strip, staged.map(({ file }) => [file.name, file.size, file.lastModified]),
      () => stagedStrip(staged, (entry) => this.unstage(entry)));
    this.strip.hidden = staged.length === 0;
    const message = editing || replyTo;
    this.context.hidden = message === null;
    if (message) this.showContext(editing ? "修改消息" : `回复 ${message.from.name}`, message);
    this.field.placeholder = staged.length ? "说明文字（可不填）" : "输入消息";
  }

  showContext(title, message) {
    this.context.replaceChildren(icon(this.draft.editing ? "pencil" : "reply"),
      make("div", {}, make("b", { textContent: title }), make("span", { textContent: excerpt(message) })),
      iconButton("close", "取消", () => this.cancel()));
  }

  /** Grows with the text; a field that is not on the page yet has no height to go by. */
  fit() {
    this.field.style.height = "auto";
    const height = this.field.value ? this.field.scrollHeight : 0;
    if (height > 0) this.field.style.height = `${height}px`;
  }

  typed() {
    this.draft.text = this.field.value;
    this.fit();
    this.commands.suggest(this.field.value, this.phone.commands());
    this.offers.suggest(this.field.value);
  }

  reply(message) {
    this.draft = { ...this.draft, replyTo: message, editing: null };
    this.field.focus();
  }

  edit(message) {
    this.draft = { ...emptyDraft(), text: wordsOf(message), editing: message };
    this.field.focus();
  }

  cancel() {
    const { editing, text, staged } = this.draft;
    this.draft = editing ? emptyDraft() : { ...emptyDraft(), text, staged };
    this.field.focus();
  }

  stage(entries) {
    if (entries.length === 0) return;
    this.draft = { ...this.draft, staged: [...this.draft.staged, ...entries] };
    this.field.focus();
  }

  unstage(entry) {
    if (entry.url) URL.revokeObjectURL(entry.url);
    this.draft = { ...this.draft, staged: this.draft.staged.filter((each) => each !== entry) };
  }

  attachMenu() {
    openMenu(this.attachButton, [
      ...this.phone.sampleTexts.map(({ label, text }) => ({ text: label, note: "填好再发", act: () => this.fillIn(text) })),
      ...(this.phone.sampleTexts.length > 0 ? [null] : []),
      { text: "示例照片", note: "不用选文件", act: () => this.stageSample("photo") },
      { text: "示例录音", note: "不用选文件", act: () => this.stageSample("voice") },
      null,
      ...KINDS.map((kind) => ({
        text: `${kind.text}…`, note: kind.kind === "photo" ? "可多选" : "",
        act: () => chooseFiles(kind, (files) => this.stage(files)),
      })),
    ], { label: "添加附件" });
  }

  fillIn(text) {
    this.draft = { ...this.draft, text };
    this.field.focus();
  }

  async stageSample(kind) {
    this.samples += 1;
    const file = kind === "photo" ? await samplePicture(this.phone.now(), this.samples) : sampleRecording(this.samples);
    this.stage([{ kind, file }]);
  }

  key(event) {
    if (event.isComposing || event.keyCode === INPUT_METHOD) return;
    if (this.commands.key(event) || this.offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && !this.context.hidden) {
      event.stopPropagation();
      this.cancel();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      const message = this.phone.lastOwnMessage();
      if (message) this.edit(message);
      event.preventDefault();
    }
  }

  pasted(event) {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    this.stage(sorted(event.clipboardData.files));
  }

  send() {
    const draft = this.draft;
    const text = draft.text.trim();
    if (!text && draft.staged.length === 0) return;
    const target = { person: this.phone.speaker(), chat: this.phone.chat };
    this.draft = emptyDraft();
    this.commands.suggest("", []);
    this.offers.forget();
    this.enqueue(draft, () => this.deliver(draft, text, target));
  }

  sendCommand(text) {
    if (/^\/\w*$/.test(this.draft.text)) this.draft = { ...this.draft, text: "" };
    const target = { person: this.phone.speaker(), chat: this.phone.chat };
    this.enqueue(null, () => ask("say", { ...target, text }));
    this.field.focus();
  }

  async deliver(draft, text, target) {
    const link = deepLink(text, this.phone.botUsername);
    if (link && draft.staged.length === 0) return this.phone.start(link.payload);
    if (draft.editing) return ask("edit", { ...target, message: draft.editing.id, text });
    const replyTo = draft.replyTo?.id ?? null;
    const answered = replyTo === null ? {} : { reply_to: replyTo };
    if (draft.staged.length === 0) return ask("say", { ...target, text, ...answered });
    return this.attachAll(draft, formsFor(draft.staged, { ...target, caption: text, replyTo }));
  }

  /** What has gone out leaves the draft at once, so a refusal in the middle brings back only the rest. */
  async attachAll(draft, forms) {
    for (const form of forms) {
      await ask("attach", form);
      draft.staged = draft.staged.slice(1);
      draft.text = "";
    }
  }

  enqueue(draft, act) {
    const key = String(this.phone.chat);
    this.queue = this.queue.then(act).then(() => this.phone.sent()).catch((error) => {
      this.phone.notices.toast(error.message, "error");
      if (draft && this.drafts.get(key).text === "") this.drafts.set(key, draft);
      this.show();
    });
  }
}
