import { make } from "./dom.js";
import { Phone } from "./phone.js";
import { Roster } from "./roster.js";

const REMEMBERED = "playground.hidden";

/** The table with all phones: which are shown, which one is looked at closely, and where new ones appear. */
export class Desk {
  constructor(store, stage, extras) {
    Object.assign(this, { store, stage, phones: new Map(), focused: null, hidden: remembered() });
    this.roster = new Roster(this, extras);
    this.seen = new IntersectionObserver((entries) => {
      for (const { target, intersectionRatio } of entries) {
        this.phones.get(target.dataset.phone)?.setOnScreen(intersectionRatio > 0.5);
      }
    }, { root: stage, threshold: [0, 0.5, 0.9] });
    this.empty = make("p", { className: "empty", textContent: "手机都收起来了，点上方的人名就能显示。" });
    store.subscribe((event) => this.hear(event));
    this.update();
    addEventListener("keydown", (event) => this.key(event));
  }

  hear(event) {
    for (const phone of this.phones.values()) phone.hear(event);
    if (["person", "chat", "resumed"].includes(event.kind)) this.update();
  }

  /** One phone for each person, then one for each group; a phone once made stays the same. */
  update() {
    const owners = [
      ...[...this.store.people.values()].map(({ id }) => ({ kind: "person", id })),
      ...this.store.groups().map(({ id }) => ({ kind: "group", id })),
    ];
    const wanted = new Set(owners.map(({ kind, id }) => `${kind}-${id}`));
    for (const [key, phone] of this.phones) if (!wanted.has(key)) this.remove(key, phone);
    for (const owner of owners) {
      const key = `${owner.kind}-${owner.id}`;
      if (!this.phones.has(key)) this.add(key, owner);
    }
    this.arrange();
  }

  add(key, owner) {
    const phone = new Phone(this.store, owner, this);
    this.phones.set(key, phone);
    const group = owner.kind === "person" ? this.stage.querySelector(".phone[data-group]") : null;
    this.stage.insertBefore(phone.element, group);
    this.seen.observe(phone.element);
  }

  remove(key, phone) {
    this.seen.unobserve(phone.element);
    phone.element.remove();
    this.phones.delete(key);
    if (this.focused === phone) this.focused = null;
  }

  inOrder() {
    return [...this.stage.querySelectorAll(".phone")].map((element) => this.phones.get(element.dataset.phone));
  }

  arrange() {
    const phones = this.inOrder();
    this.stage.classList.toggle("one", this.focused !== null);
    for (const phone of phones) {
      phone.element.hidden = this.focused ? phone !== this.focused : this.hidden.has(phone.key);
      phone.element.classList.toggle("focused", phone === this.focused);
    }
    const none = phones.every((phone) => phone.element.hidden);
    if (none) this.stage.append(this.empty);
    else this.empty.remove();
    this.roster.show(phones, this.focused, this.hidden);
  }

  /** Unread counts changed somewhere; told once for all that one event changed. */
  noticed() {
    if (this.noticing) return;
    this.noticing = true;
    queueMicrotask(() => {
      this.noticing = false;
      this.roster.show(this.inOrder(), this.focused, this.hidden);
    });
  }

  focus(phone) {
    const back = this.focused;
    this.focused = phone === this.focused ? null : phone;
    if (this.focused) this.hidden.delete(this.focused.key);
    this.arrange();
    const shown = this.focused || back;
    shown?.list.toBottom();
    shown?.element.scrollIntoView({ inline: "center", block: "nearest" });
  }

  toggle(phone) {
    if (this.hidden.has(phone.key)) this.goTo(phone);
    else this.hide(phone);
  }

  hide(phone) {
    this.hidden.add(phone.key);
    if (this.focused === phone) this.focused = null;
    this.remember();
  }

  goTo(phone) {
    this.hidden.delete(phone.key);
    if (this.focused && this.focused !== phone) this.focused = phone;
    this.remember();
    phone.element.scrollIntoView({ inline: "center", block: "nearest", behavior: "smooth" });
    phone.element.classList.remove("called");
    void phone.element.offsetWidth;
    phone.element.classList.add("called");
    phone.composer.field.focus({ preventScroll: true });
  }

  remember() {
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify([...this.hidden]));
    } catch {
      // Without storage the choice lasts until the page is closed.
    }
    this.arrange();
  }

  key(event) {
    if (event.key === "Escape" && this.focused && !document.querySelector("dialog[open], .menu")) this.focus(null);
    const number = event.altKey && /^Digit([1-9])$/.exec(event.code)?.[1];
    const phone = number && this.inOrder()[number - 1];
    if (!phone) return;
    event.preventDefault();
    this.goTo(phone);
  }
}

function remembered() {
  try {
    return new Set(JSON.parse(localStorage.getItem(REMEMBERED)) || []);
  } catch {
    return new Set();
  }
}
