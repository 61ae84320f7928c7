import { openMenu } from "./menu.js";
import { ask } from "./wire.js";

/** What can be done with one message: by its ⋯ button or a right click. */
export function messageMenu(phone, message, anchor, at) {
  const own = String(message.from.id) === String(phone.speaker());
  const target = { person: phone.speaker(), chat: phone.chat, message: message.id };
  const text = message.text || anchor.closest(".row").querySelector(".text")?.innerText || "";
  openMenu(anchor, [
    { text: "回复", icon: "reply", act: () => phone.composer.reply(message) },
    own && message.text && { text: "修改", icon: "pencil", act: () => phone.composer.edit(message) },
    text && !message.protected && { text: "复制文字", icon: "copy", act: () => phone.copy(text) },
    (own || phone.currentChat.type === "private") && { text: "删除", icon: "close", danger: true, act: () => phone.try(() => ask("delete", target)) },
  ].filter(Boolean), { label: "消息", at });
}
