import { avatar, button, iconButton, make, refresh, setAria } from "./dom.js";
import { Composer } from "./composer.js";
import { Gate } from "./gate.js";
import { openMenu } from "./menu.js";
import { MessageList } from "./message_list.js";
import { messageMenu } from "./message_menu.js";
import { Notices } from "./notices.js";
import { Owner } from "./owner.js";
import { deepLink } from "./rich_text.js";
import { ask } from "./wire.js";

const TYPING_LASTS = 5_000;
const PRESS_LASTS = 20_000;

/** One phone on the table. `desk` is told what concerns all of them: focus(phone), hide(phone), noticed(). */
export class Phone extends Owner {
  constructor(store, owner, desk) {
    super(store, owner);
    Object.assign(this, { desk, onScreen: false });
    this.notices = new Notices();
    this.list = new MessageList(this.bubbleView(), () => this.markRead());
    this.composer = new Composer(this);
    this.gate = new Gate(this);
    this.element = this.build();
    this.showAll();
  }

  build() {
    this.face = make("span", {});
    this.title = make("strong", {});
    this.subtitle = make("small", {});
    this.nameButton = button("phone-name", [this.title, this.subtitle], () => this.desk.focus(this), {
      title: "点击放大，再点还原",
    });
    this.menuButton = iconButton("more", "手机菜单", () => this.menu(), { aria: { haspopup: "menu" } });
    this.tabs = make("div", { className: "tabs", aria: { role: "tablist", label: "会话" } });
    const data = this.owner.kind === "person" ? { person: this.owner.id } : { group: this.owner.id };
    return make("section", { className: "phone", data: { ...data, phone: this.key } },
      make("header", { className: "phone-head" }, this.face, this.nameButton, this.menuButton),
      this.tabs, make("div", { className: "screen" }, this.list.element, this.notices.element),
      this.gate.element, this.composer.element);
  }

  // Drawing

  showAll() {
    this.face.replaceChildren(avatar(this.owner.id, this.name));
    this.title.textContent = this.name;
    this.showStatus();
    setAria(this.element, "label", `${this.name}（${this.note}）`);
    this.showChat();
  }

  showStatus(typing = false) {
    clearTimeout(this.typing);
    const blocked = this.owner.kind === "person" && this.person.blocked;
    this.subtitle.textContent = typing ? "正在输入……" : blocked ? `${this.note} · 已停用机器人` : this.note;
    if (typing) this.typing = setTimeout(() => this.showStatus(), TYPING_LASTS);
  }

  showChat(flash = null) {
    this.list.sync(this.messages(), this.speaker(), this.now(), flash);
    this.gate.show();
    this.composer.element.hidden = this.gate.closed;
    this.composer.show();
    this.markRead();
  }

  showTabs() {
    const chats = this.chats();
    this.tabs.hidden = chats.length < 2;
    refresh(this.tabs, chats.map((chat) => [chat.id, this.chatName(chat), this.unread(chat.id), this.chat]),
      () => chats.map((chat) => this.tab(chat)));
    this.list.showUnread(this.unread(this.chat));
    this.desk.noticed(this);
  }

  tab(chat) {
    const chosen = String(chat.id) === String(this.chat);
    const unread = this.unread(chat.id);
    return make("button", {
      type: "button", data: { chat: chat.id }, tabIndex: chosen ? 0 : -1, aria: { role: "tab", selected: chosen },
      on: { click: () => this.open(chat.id), keydown: (event) => this.tabKey(event) },
    }, make("span", { textContent: this.chatName(chat) }),
    unread > 0 && make("span", { className: "badge", textContent: unread, aria: { label: `${unread} 条未读` } }));
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const chats = this.chats();
    const here = chats.findIndex((chat) => String(chat.id) === String(this.chat));
    this.open(chats.at((here + step) % chats.length).id);
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  open(chat) {
    if (String(chat) !== String(this.chat)) {
      this.chat = chat;
      this.composer.offers.forget();
      this.list.open();
    }
    this.showChat();
  }

  markRead() {
    if (this.onScreen && this.list.atBottom) this.readAll();
    this.showTabs();
  }

  setOnScreen(onScreen) {
    this.onScreen = onScreen;
    if (onScreen) this.markRead();
  }

  // What it hears

  hear(event) {
    const act = this.hearing[event.kind];
    if (act) act(event);
  }

  hearing = {
    message: (event) => this.heardMessage(event.message.chat),
    edit: (event) => this.heardMessage(event.message.chat, event.message.id),
    delete: (event) => this.heardMessage(event.chat),
    answer: (event) => this.heardAnswer(event),
    offers: (event) => String(event.person) === String(this.speaker()) && this.composer.offers.hear(event),
    typing: (event) => String(event.chat) === String(this.chat) && this.showStatus(true),
    person: () => this.showAll(),
    chat: () => this.showAll(),
    resumed: () => this.showAll(),
  };

  heardMessage(chat, edited = null) {
    if (String(chat) === String(this.chat)) {
      this.showStatus();
      this.showChat(edited);
    } else if (this.owner.kind === "person") this.showTabs();
  }

  heardAnswer({ person, chat, text, alert }) {
    if (String(person) !== String(this.speaker())) return;
    if (this.owner.kind === "group" && String(chat) !== String(this.chat)) return;
    this.list.settle();
    if (!text) return;
    if (alert) this.notices.alert(text);
    else this.notices.toast(text);
  }

  // What it does

  async try(act) {
    try {
      return await act();
    } catch (error) {
      this.notices.toast(error.message, "error");
      return null;
    }
  }

  async start(payload = null) {
    await ask("start", { person: this.speaker(), ...(payload ? { payload } : {}) });
    if (this.owner.kind === "person") this.open(this.owner.id);
  }

  sent() {
    this.list.toBottom();
    this.markRead();
  }

  speakAs(member) {
    this.member = member;
    this.list.open();
    this.showAll();
  }

  press(message, button, element) {
    if (button.copy) return this.copy(button.copy);
    if (button.url) return this.openLink(button.url) || window.open(button.url, "_blank", "noopener");
    setAria(element, "busy", true);
    setTimeout(() => setAria(element, "busy", null), PRESS_LASTS);
    return this.try(() => ask("press", {
      person: this.speaker(), chat: this.chat, message: message.id, data: button.data,
    })).then((answer) => answer === null && setAria(element, "busy", null));
  }

  async copy(text) {
    await navigator.clipboard.writeText(text).then(
      () => this.notices.toast(`已复制：${text}`), () => this.notices.toast("浏览器不允许复制，请手动选取。", "error"),
    );
  }

  /** True when the link opened the bot here instead of a page. */
  openLink(url) {
    const link = deepLink(url, this.botUsername);
    if (!link) return false;
    this.try(() => this.start(link.payload));
    return true;
  }

  block(blocked) {
    return this.try(() => ask("block", { person: this.owner.id, blocked }));
  }

  menu() {
    const { person } = this;
    const own = this.owner.kind === "person";
    openMenu(this.menuButton, [
      { text: "放大 / 还原", icon: "eye", act: () => this.desk.focus(this) },
      { text: "收起这部手机", icon: "hidden", act: () => this.desk.hide(this) },
      own ? null : undefined,
      own ? person.blocked
        ? { text: "启用机器人", icon: "check", act: () => this.block(false) }
        : { text: "停用机器人", icon: "lock", danger: true, hint: "拉黑机器人，它的消息不再送到", act: () => this.block(true) }
        : undefined,
    ].filter((item) => item !== undefined), { label: `${this.name}的手机` });
  }

  bubbleView() {
    const phone = this;
    return {
      get group() { return phone.currentChat.type !== "private"; },
      reader: {
        openLink: (url) => this.openLink(url),
        sendCommand: (text) => this.composer.sendCommand(text),
        now: () => this.now(),
      },
      find: (id) => this.store.messagesOf(this.chat).get(String(id)),
      press: (message, button, element) => this.press(message, button, element),
      reply: (message) => this.composer.reply(message),
      menu: (message, anchor, at) => messageMenu(this, message, anchor, at),
      jump: (id) => this.list.jump(id) || this.notices.toast("原消息已不在这里。"),
    };
  }
}
