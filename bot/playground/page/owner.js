import { wordsOf } from "./media.js";

/**
 * Whose phone it is and what its owner sees: a person with his chats, or a group seen through the eyes of one of its
 * members. `owner` is {kind: "person"|"group", id}; `chat` is the id of the chat being looked at.
 */
export class Owner {
  constructor(store, owner) {
    Object.assign(this, { store, owner });
    this.key = `${owner.kind}-${owner.id}`;
    this.chat = owner.id;
    this.member = store.membersOf(this.currentChat)[0]?.id;
    this.read = new Map(this.chats().map((chat) => [String(chat.id), this.newest(chat.id)]));
  }

  get person() {
    return this.store.people.get(String(this.speaker()));
  }

  /** The chat shown; a private chat exists for the page before its first message does for the server. */
  get currentChat() {
    const known = this.store.chats.get(String(this.chat));
    return known || { id: this.owner.id, type: "private", title: this.store.bot.first_name, members: [this.owner.id] };
  }

  chats() {
    if (this.owner.kind === "group") return [this.currentChat];
    const found = this.store.chatsOf(this.owner.id);
    const own = found.some((chat) => String(chat.id) === String(this.owner.id));
    return own ? found : [{ id: this.owner.id, type: "private" }, ...found];
  }

  chatName(chat) {
    return chat.type === "private" ? this.store.bot.first_name : chat.title;
  }

  speaker() {
    return this.owner.kind === "person" ? this.owner.id : this.member;
  }

  get name() {
    return this.owner.kind === "person" ? this.person.name : this.currentChat.title;
  }

  get note() {
    return this.owner.kind === "person" ? this.person.title : `群聊 · ${this.store.membersOf(this.currentChat).length} 人`;
  }

  get sampleTexts() {
    return this.store.samplesOf(this.speaker());
  }

  get botUsername() {
    return this.store.bot.username;
  }

  commands() {
    return this.store.commandsOf(this.speaker());
  }

  now() {
    return this.store.now();
  }

  messages(chat = this.chat) {
    return [...this.store.messagesOf(chat).values()];
  }

  newest(chat) {
    return Math.max(0, ...this.messages(chat).map((message) => Number(message.id)));
  }

  unread(chat) {
    const read = this.read.get(String(chat)) ?? 0;
    const speaker = String(this.speaker());
    const fresh = this.messages(chat).filter((message) => Number(message.id) > read);
    return fresh.filter((message) => String(message.from.id) !== speaker).length;
  }

  /** What waits on this phone alone: a group's messages are counted once, on the group's own phone. */
  ownUnread() {
    return this.unread(this.owner.id);
  }

  lastOwnMessage() {
    const speaker = String(this.speaker());
    return this.messages().reverse().find((message) => String(message.from.id) === speaker && wordsOf(message));
  }

  /** Everything in the chat being looked at counts as read. */
  readAll() {
    this.read.set(String(this.chat), this.newest(this.chat));
  }
}
