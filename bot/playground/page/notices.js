import { button, iconButton, make } from "./dom.js";

/**
 * The layer above one phone's messages: toasts that pass by themselves, and the alert of a callback answer that wants
 * to be closed.
 */
export class Notices {
  constructor() {
    this.toasts = make("div", { className: "toasts", aria: { role: "status", live: "polite" } });
    this.element = make("div", { className: "notices" }, this.toasts);
  }

  /** Longer texts stay longer. `tone` is "plain" or "error". */
  toast(text, tone = "plain") {
    const toast = make("p", { className: `toast ${tone}`, textContent: text, title: "点击收起" });
    const leave = () => toast.remove();
    toast.addEventListener("click", leave);
    this.toasts.append(toast);
    while (this.toasts.children.length > 3) this.toasts.firstChild.remove();
    setTimeout(leave, 3500 + Math.min(text.length, 200) * 60);
  }

  alert(text) {
    const before = document.activeElement;
    const close = () => {
      cover.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
    const closer = button("solid", "好", close);
    const cover = make("div", { className: "alert-cover" }, make("div", {
      className: "alert", aria: { role: "alertdialog", modal: true, label: "机器人的提示" },
      on: { keydown: (event) => event.key === "Escape" && close() },
    }, make("p", { textContent: text }), closer));
    this.element.append(cover);
    closer.focus({ preventScroll: true });
  }
}

/** A full-page look at one picture. */
export function showPicture(url, name) {
  const dialog = make("dialog", { className: "lightbox", aria: { label: name || "图片" } },
    make("img", { src: url, alt: name || "图片" }),
    iconButton("close", "关闭", () => dialog.close()));
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
