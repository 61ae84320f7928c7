import { button, make, icon } from "./dom.js";
import { bytes } from "./media.js";

/** What can be attached, as the menu shows it and the server names it. */
export const KINDS = [
  { kind: "photo", text: "照片", accept: "image/*", several: true },
  { kind: "video", text: "视频", accept: "video/*", several: true },
  { kind: "voice", text: "语音", accept: "audio/*,.ogg,.oga", several: false },
  { kind: "audio", text: "音频", accept: "audio/*", several: true },
  { kind: "document", text: "文件", accept: "", several: true },
];

/** Opens the browser's file window; `done` gets the chosen files as [{kind, file}]. */
export function chooseFiles({ kind, accept, several }, done) {
  const input = make("input", { type: "file", accept, multiple: several, hidden: true, data: { attach: kind } });
  input.addEventListener("change", () => {
    done([...input.files].map((file) => ({ kind, file })));
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

/** Dropped and pasted files: pictures as photos, the rest by their type. */
export function sorted(files) {
  return [...files].map((file) => {
    const family = file.type.split("/")[0];
    return { kind: { image: "photo", video: "video", audio: "audio" }[family] || "document", file };
  });
}

/** The strip above the text field with what will be sent. */
export function stagedStrip(staged, remove) {
  return staged.map((entry) => {
    entry.url ??= entry.kind === "photo" ? URL.createObjectURL(entry.file) : null;
    const face = entry.url
      ? make("img", { src: entry.url, alt: "" }) : make("span", { className: "face" }, icon("file"));
    const kind = KINDS.find((each) => each.kind === entry.kind).text;
    return make("li", { title: `${entry.file.name}，${bytes(entry.file.size)}` }, face,
      make("span", { textContent: `${kind} ${bytes(entry.file.size)}` }),
      button("", icon("close"), () => remove(entry), { title: "去掉", aria: { label: `去掉 ${entry.file.name}` } }));
  });
}

/**
 * One form per file, in order. Files of one family become an album as in Telegram (pictures and videos together, files
 * together, audio together; a voice message stays alone). Caption and reply go with the first.
 */
export function formsFor(staged, { person, chat, caption, replyTo }) {
  const families = staged.map(({ kind }) => (kind === "video" ? "photo" : kind));
  const album = crypto.randomUUID();
  return staged.map(({ kind, file }, index) => {
    const form = new FormData();
    form.set("person", person);
    form.set("chat", chat);
    form.set("kind", kind);
    if (index === 0 && caption) form.set("caption", caption);
    if (index === 0 && replyTo !== null) form.set("reply_to", replyTo);
    const alike = families.filter((family) => family === families[index]).length;
    if (alike > 1 && kind !== "voice") form.set("group_key", `${album}-${families[index]}`);
    form.set("file", file, file.name);
    return form;
  });
}
