import { avatar, button, icon, make, setAria } from "./dom.js";

/** The strip of everybody at the table: unread counts, a click goes to the phone, the eye shows or hides it. */
export class Roster {
  constructor(desk, extras) {
    this.desk = desk;
    this.list = make("div", { className: "people" });
    this.back = button("soft back", "← 全部手机", () => desk.focus(null), { title: "Esc", hidden: true });
    this.element = make("div", { className: "roster-line" }, this.back, this.list,
      make("div", { className: "extras" }, extras));
    this.chips = new Map();
  }

  show(phones, focused, hidden) {
    this.back.hidden = focused === null;
    const chips = phones.map((phone, index) => {
      const chip = this.chips.get(phone.key) || this.chip(phone);
      this.chips.set(phone.key, chip);
      this.update(chip, phone, index + 1, focused, hidden);
      return chip.element;
    });
    if (chips.some((chip, index) => this.list.children[index] !== chip)) this.list.replaceChildren(...chips);
  }

  chip(phone) {
    const chip = { face: make("span", {}), name: make("b", {}), note: make("small", {}) };
    chip.badge = make("span", { className: "badge", hidden: true });
    const names = make("span", { className: "names" }, chip.name, chip.note);
    chip.go = button("go", [chip.face, names, chip.badge], () => this.desk.goTo(phone));
    chip.eye = button("eye", [], () => this.desk.toggle(phone));
    chip.element = make("div", { className: "chip", data: { chip: phone.key } }, chip.go, chip.eye);
    return chip;
  }

  update(chip, phone, number, focused, hidden) {
    const away = hidden.has(phone.key);
    const unread = phone.ownUnread();
    chip.face.replaceChildren(avatar(phone.owner.id, phone.name));
    chip.name.textContent = phone.name;
    chip.note.textContent = phone.note;
    chip.badge.textContent = unread;
    chip.badge.hidden = unread === 0;
    const keys = number < 10 ? `（Alt+${number}）` : "";
    chip.go.title = `${away ? "显示" : "转到"}${phone.name}的手机${keys}`;
    chip.eye.title = away ? "显示" : "收起";
    setAria(chip.eye, "label", `${chip.eye.title}${phone.name}的手机`);
    setAria(chip.eye, "pressed", !away);
    if (chip.away !== away) chip.eye.replaceChildren(icon(away ? "hidden" : "eye"));
    chip.away = away;
    chip.element.classList.toggle("away", away);
    chip.element.classList.toggle("focused", focused === phone);
  }
}
