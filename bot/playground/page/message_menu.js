import { wordsOf } from "./media.js";
import { openMenu } from "./menu.js";
import { ask } from "./wire.js";

/** What can be done with one message: by its ⋯ button or a right click. */
export function messageMenu(phone, message, anchor, at) {
  const own = String(message.from.id) === String(phone.speaker());
  const target = { person: phone.speaker(), chat: phone.chat, message: message.id };
  const words = wordsOf(message);
  openMenu(anchor, [
    { text: "回复", icon: "reply", act: () => phone.composer.reply(message) },
    own && words && { text: "修改", icon: "pencil", act: () => phone.composer.edit(message) },
    words && !message.protected && { text: "复制文字", icon: "copy", act: () => phone.copy(words) },
    !message.protected && phone.chats().length > 1
      && { text: "转发…", icon: "forward", act: () => forwardMenu(phone, message, anchor, at) },
    (own || phone.currentChat.type === "private")
      && { text: "删除", icon: "close", danger: true, act: () => phone.try(() => ask("delete", target)) },
  ].filter(Boolean), { label: "消息", at });
}

function forwardMenu(phone, message, anchor, at) {
  const others = phone.chats().filter((chat) => String(chat.id) !== String(phone.chat));
  openMenu(anchor, others.map((chat) => ({
    text: phone.chatName(chat), act: () => phone.try(() => ask("forward", {
      person: phone.speaker(), from_chat: phone.chat, message: message.id, chat: chat.id,
    })),
  })), { label: "转发到", at });
}
