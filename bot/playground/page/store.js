import { milliseconds } from "./shanghai.js";

const key = String;

/**
 * What the page knows: people, chats, messages, the clock. It changes only by `replace`, `resume` and `apply`, and
 * tells every subscriber what changed as an event {kind, …}. Maps are keyed by ids as text.
 */
export class Store {
  constructor(state) {
    this.listeners = new Set();
    this.replace(state);
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  replace(state) {
    this.bot = state.bot;
    this.commands = state.commands || {};
    this.links = state.links || [];
    this.samples = state.samples || [];
    this.people = new Map(state.people.map((person) => [key(person.id), person]));
    this.chats = new Map(state.chats.map((chat) => [key(chat.id), chat]));
    const known = this.messages || new Map();
    this.messages = new Map();
    for (const [chat, list] of Object.entries(state.messages)) {
      this.messages.set(chat, keepUnchanged(list.filter((message) => !message.deleted).map(received), known.get(chat)));
    }
    this.setClock(state.clock, state.next_alarm);
    this.seq = state.seq;
  }

  /** Takes a state fetched after a broken line; keeps our seq so that missed events still arrive, toasts included. */
  resume(state) {
    const heard = this.seq;
    this.replace(state);
    this.seq = Math.min(heard, state.seq);
    this.tell({ kind: "resumed" });
  }

  apply(event) {
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    const change = CHANGES[event.kind];
    if (change) change(this, event);
    this.tell(event);
  }

  tell(event) {
    for (const listener of this.listeners) listener(event);
  }

  setClock(clock, nextAlarm) {
    this.clock = { ...clock, heardAt: Date.now() };
    this.nextAlarm = nextAlarm ?? null;
  }

  /** The virtual moment in milliseconds. */
  now() {
    const start = milliseconds(this.clock.now);
    return this.clock.frozen ? start : start + Date.now() - this.clock.heardAt;
  }

  messagesOf(chat) {
    return this.messages.get(key(chat)) || new Map();
  }

  /** The chats a person sees, his private one first. */
  chatsOf(person) {
    const all = [...this.chats.values()];
    const own = all.filter((chat) => key(chat.id) === key(person));
    const groups = all.filter((chat) => chat.type !== "private" && isMember(chat, person));
    return [...own, ...groups];
  }

  groups() {
    return [...this.chats.values()].filter((chat) => chat.type !== "private");
  }

  membersOf(chat) {
    return [...this.people.values()].filter((person) => isMember(chat, person.id));
  }

  /** Ready deep links for a person, such as his invitation: [{label, payload}]. */
  linksOf(person) {
    return this.links.filter((link) => key(link.person ?? person) === key(person));
  }

  /** Texts this person may want to send, such as a ticket from the district platform: [{label, text}]. */
  samplesOf(person) {
    return this.samples.filter((sample) => key(sample.person) === key(person));
  }

  commandsOf(person) {
    return this.commands[key(person)] || [];
  }
}

function isMember(chat, person) {
  return (chat.members || []).some((member) => key(member) === key(person));
}

/** Dates arrive as ISO text or Unix seconds and are milliseconds from here on. */
function received(message) {
  const date = typeof message.date === "number" ? message.date * 1000 : milliseconds(message.date);
  return { ...message, date };
}

/** Messages that did not change stay the same objects, so their bubbles are not built again. */
function keepUnchanged(list, known = new Map()) {
  return new Map(list.map((message) => {
    const before = known.get(key(message.id));
    const same = before && JSON.stringify(before) === JSON.stringify(message);
    return [key(message.id), same ? before : message];
  }));
}

function putMessage(store, { message }) {
  const chat = key(message.chat);
  if (!store.messages.has(chat)) store.messages.set(chat, new Map());
  if (message.deleted) store.messages.get(chat).delete(key(message.id));
  else store.messages.get(chat).set(key(message.id), received(message));
}

function putPerson(store, { person, commands }) {
  if (commands) store.commands[key(person.id)] = commands;
  store.people.set(key(person.id), { ...store.people.get(key(person.id)), ...person });
}

function putChat(store, { chat }) {
  store.chats.set(key(chat.id), { ...store.chats.get(key(chat.id)), ...chat });
}

const CHANGES = {
  message: putMessage,
  edit: putMessage,
  delete: (store, event) => store.messages.get(key(event.chat))?.delete(key(event.id)),
  clock: (store, event) => store.setClock(event.clock, event.next_alarm),
  person: putPerson,
  chat: putChat,
};
