import { button, icon, make } from "./dom.js";
import { ask } from "./wire.js";

/** The buttons that add a person or a group to the table. */
export function newcomerButtons(store, complain) {
  return [
    button("soft", [icon("plus"), "添加人员"], () => personDialog(complain)),
    button("soft", [icon("plus"), "建群"], () => groupDialog(store, complain)),
  ];
}

function personDialog(complain) {
  const name = make("input", { name: "name", required: true, maxLength: 32, placeholder: "如：周小敏" });
  const title = make("input", { name: "title", maxLength: 32, placeholder: "如：片区信息员（可不填）" });
  openDialog("添加人员", [field("姓名", name), field("岗位", title)], complain,
    () => ask("people", { name: name.value.trim(), title: title.value.trim() }));
}

function groupDialog(store, complain) {
  const title = make("input", { name: "title", required: true, maxLength: 64, placeholder: "如：办公室工作群" });
  const boxes = [...store.people.values()].map((person) => [person, make("input", { type: "checkbox" })]);
  const members = make("fieldset", {}, make("legend", { textContent: "成员" }), boxes.map(([person, box]) => make(
    "label", { className: "check" }, box, `${person.name} `, make("small", { textContent: person.title }),
  )));
  openDialog("建群", [field("群名", title), members], complain, () => ask("groups", {
    title: title.value.trim(), members: boxes.filter(([, box]) => box.checked).map(([person]) => person.id),
  }));
}

function field(label, input) {
  return make("label", { className: "field" }, make("span", { textContent: label }), input);
}

function openDialog(heading, fields, complain, act) {
  const form = make("form", { method: "dialog" }, make("h2", { textContent: heading }), fields,
    make("div", { className: "choices" },
      button("soft", "取消", () => dialog.close()),
      make("button", { className: "solid", textContent: "确定" })));
  const dialog = make("dialog", { className: "form-dialog", aria: { label: heading } }, form);
  form.addEventListener("submit", () => act().catch((error) => complain(error.message)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
