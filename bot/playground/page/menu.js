import { make, icon } from "./dom.js";

let open = null;

function closeMenu() {
  open?.();
}

/**
 * Shows a menu beside `anchor`. Items: {text, act, icon?, note?, hint?, danger?}; null leaves a line. Arrow keys move,
 * Escape closes and gives the focus back.
 */
export function openMenu(anchor, items, { label = "菜单", at = null, focus = true } = {}) {
  closeMenu();
  const before = document.activeElement;
  const list = make("div", { className: "menu", aria: { role: "menu", label } }, items.map(
    (item) => (item ? entry(item) : make("hr")),
  ));
  document.body.append(list);
  place(list, anchor, at);

  const outside = (event) => {
    if (!list.contains(event.target)) close();
  };
  function close() {
    list.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", close);
    open = null;
    if (focus && before?.isConnected) before.focus({ preventScroll: true });
  }
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", close);
  list.addEventListener("keydown", (event) => moveWithin(list, event, close));
  open = close;
  if (focus) list.querySelector("button")?.focus({ preventScroll: true });
  return close;
}

function entry(item) {
  return make("button", {
    type: "button", className: item.danger ? "danger" : "", title: item.hint,
    aria: { role: "menuitem" },
    on: {
      click: () => {
        closeMenu();
        item.act();
      },
    },
  }, item.icon ? icon(item.icon) : null, make("span", { textContent: item.text }),
  item.note ? make("small", { textContent: item.note }) : null);
}

function moveWithin(list, event, close) {
  const entries = [...list.querySelectorAll("button")];
  const here = entries.indexOf(document.activeElement);
  const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: entries.length - 1 };
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key in steps) entries.at(steps[event.key] % entries.length)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(list, anchor, at) {
  const box = anchor.getBoundingClientRect();
  const size = list.getBoundingClientRect();
  const fitsRight = box.left + size.width <= innerWidth - 8;
  const left = at ? at.x : fitsRight ? box.left : box.right - size.width;
  const below = at ? at.y : box.bottom + 4;
  const top = below + size.height > innerHeight - 8 ? (at ? at.y : box.top - 4) - size.height : below;
  list.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
  list.style.top = `${Math.max(8, top)}px`;
}
