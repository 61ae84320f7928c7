/**
 * Makes one element. `props` holds DOM properties; the keys `data`, `aria` and `on` hold groups of data-attributes,
 * aria-attributes and listeners. Children are nodes or text; null and false are left out.
 */
export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { data = {}, aria = {}, on = {}, ...rest } = props;
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== null) element[name] = value;
  }
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined && value !== null) element.dataset[name] = value;
  }
  for (const [name, value] of Object.entries(aria)) setAria(element, name, value);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that does `act` when clicked. `face` is text, an icon or a list of them; `more` as the props of `make`. */
export function button(className, face, act, more = {}) {
  return make("button", { type: "button", className, ...more, on: { click: act, ...more.on } }, face);
}

/** A round button with an icon only; its title is also its label. */
export function iconButton(name, title, act, more = {}) {
  return button("round", icon(name), act, { title, ...more, aria: { label: title, ...more.aria } });
}

/** `role` is set as it is, every other name with the prefix "aria-"; null takes the attribute away. */
export function setAria(element, name, value) {
  const attribute = name === "role" ? "role" : `aria-${name}`;
  if (value === null || value === undefined) element.removeAttribute(attribute);
  else element.setAttribute(attribute, String(value));
}

/** Fills `parent` anew only when `signature` differs from the last one: what did not change keeps focus and place. */
export function refresh(parent, signature, build) {
  const text = JSON.stringify(signature);
  if (shown.get(parent) === text) return;
  shown.set(parent, text);
  parent.replaceChildren(...build());
}

const shown = new WeakMap();

const ICONS = {
  reply: "M9 7 4 12l5 5M4.5 12H14a6 6 0 0 1 6 6v1",
  forward: "m15 7 5 5-5 5M19.5 12H10a6 6 0 0 0-6 6v1",
  more: "M12 6h.01M12 12h.01M12 18h.01",
  attach: "m20 11-8.2 8.2a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.2 8.1a1.7 1.7 0 0 1-2.4-2.4l7.5-7.4",
  send: "M4 12 20 4.5 16 20l-4.5-6zM11.5 14 20 4.5",
  close: "M6 6l12 12M18 6 6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  check: "m5 12.5 4.5 4.5L19 7.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"
    + "M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6",
  hidden: "M4 4l16 16M9.5 6a9 9 0 0 1 2.5-.4c6 0 9.5 6.4 9.5 6.4a16 16 0 0 1-3 3.6"
    + "M6.5 7.7A15 15 0 0 0 2.5 12s3.5 6.5 9.5 6.5a9 9 0 0 0 4-1",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8 5v14M16 5v14",
  copy: "M9 9h10v10H9zM5 15V5h10",
  link: "M8 16 17 7M9.5 7H17v7.5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  pencil: "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z",
  plus: "M12 5v14M5 12h14",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
};

/** A line icon that takes the colour of the text around it; hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const HUES = [182, 152, 28, 268, 338, 232, 12, 95, 300, 48];

const BOT_HUE = 205;

/** The colour of whoever wrote a message. */
export function hueOfSender({ id, is_bot: isBot }) {
  return isBot ? BOT_HUE : hueOf(id);
}

/** The same colour for the same id, everywhere on the page. */
function hueOf(id) {
  let sum = 0;
  for (const character of String(id)) sum = (sum * 31 + character.codePointAt(0)) >>> 0;
  return HUES[sum % HUES.length];
}

/** A round badge with the first character of a name. */
export function avatar(id, name) {
  const badge = make("span", { className: "avatar", textContent: [...(name || "？")][0], aria: { hidden: true } });
  badge.style.setProperty("--hue", hueOf(id));
  return badge;
}
