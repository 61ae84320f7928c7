import { button, make, refresh } from "./dom.js";
import { deepLink } from "./rich_text.js";

/**
 * What stands in place of the text field while a person cannot write: 开始 before the first contact (with a field for an
 * invitation link), 启用机器人 while it is blocked, and in a group's phone the choice of who is speaking.
 */
export class Gate {
  constructor(phone) {
    this.phone = phone;
    this.closed = false;
    this.link = make("input", {
      type: "text", placeholder: "有邀请链接？粘贴到这里", autocomplete: "off", aria: { label: "邀请链接" },
    });
    this.links = make("div", { className: "links" });
    this.startButton = button("", "开始", () => phone.try(() => phone.start()));
    this.startForm = make("form", {
      className: "gate", on: { submit: (event) => { event.preventDefault(); this.openLink(); } },
    },
    this.links, this.startButton,
    make("div", { className: "line" }, this.link, make("button", { className: "soft", textContent: "打开" })));
    this.blockedNote = make("div", { className: "gate" },
      make("p", { textContent: "已停用机器人，它的消息送不到这部手机。" }),
      button("solid wide", "启用机器人", () => phone.block(false)));
    this.speakers = make("select", { aria: { label: "以谁的身份" }, on: { change: () => this.choose() } });
    this.speakerLine = make("label", { className: "gate speaker" }, make("span", { textContent: "以" }), this.speakers,
      make("span", { textContent: "的身份" }));
    this.element = make("div", {});
  }

  show() {
    const { phone } = this;
    const atBot = phone.currentChat.type === "private";
    const face = phone.owner.kind === "group" ? this.speakerLine
      : atBot && phone.person.blocked ? this.blockedNote
        : atBot && !phone.person.started ? this.startForm : null;
    this.closed = face !== null && face !== this.speakerLine;
    if (face === this.speakerLine) this.showSpeakers();
    if (face === this.startForm) this.showLinks();
    if (this.element.firstChild !== face) this.element.replaceChildren(...(face ? [face] : []));
  }

  showLinks() {
    const { phone } = this;
    const links = phone.store.linksOf(phone.owner.id);
    this.startButton.className = links.length > 0 ? "soft" : "solid wide";
    refresh(this.links, links, () => links.map(
      ({ label, payload }) => button("solid wide", label, () => phone.try(() => phone.start(payload))),
    ));
  }

  showSpeakers() {
    const members = this.phone.store.membersOf(this.phone.currentChat);
    refresh(this.speakers, [members, this.phone.speaker()], () => members.map((person) => make("option", {
      value: person.id, textContent: [person.name, person.title].filter(Boolean).join(" · "),
      selected: String(person.id) === String(this.phone.speaker()),
    })));
  }

  choose() {
    const { store, currentChat } = this.phone;
    const member = store.membersOf(currentChat).find((person) => String(person.id) === this.speakers.value);
    this.phone.speakAs(member.id);
  }

  openLink() {
    const link = deepLink(this.link.value, this.phone.botUsername);
    if (!link) {
      this.phone.notices.toast("这不是本机器人的链接，应形如 https://t.me/名字?start=……", "error");
      return;
    }
    this.link.value = "";
    this.phone.try(() => this.phone.start(link.payload));
  }
}
