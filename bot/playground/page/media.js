import { button, icon, iconButton, make } from "./dom.js";
import { showPicture } from "./notices.js";

/** One picture, recording or file of a message. `picture` is false where an album's grid sets the size itself. */
export function mediaView(medium) {
  const view = VIEWS[medium.kind] || fileChip;
  const element = view(medium);
  element.dataset.media = medium.kind;
  return element;
}

/** Pictures and videos stand in a grid when they come as an album; recordings and files in a column. */
export function isPicture(medium) {
  return ["photo", "video", "animation"].includes(medium.kind);
}

const NAMES = { photo: "照片", video: "视频", animation: "动图", voice: "语音", audio: "音频", document: "文件" };

/** The plain text of a message or of its caption; empty when it has none. */
export function wordsOf(message) {
  const html = message.service ? null : message.caption_html;
  return message.text || (html ? new DOMParser().parseFromString(html, "text/html").body.textContent : "");
}

/** One line that stands for a message. */
export function excerpt(message) {
  const kind = NAMES[message.media?.[0]?.kind];
  return [kind, wordsOf(message)].filter(Boolean).join("　") || "消息";
}

const VIEWS = { photo, video, animation: video, voice: recording, audio: recording };

function photo(medium) {
  const name = medium.name || "照片";
  const image = make("img", { src: medium.url, alt: name, decoding: "async" });
  return button("photo", image, () => showPicture(medium.url, name), { title: "看大图", aria: { label: `看大图：${name}` } });
}

function video(medium) {
  return make("video", {
    className: "video", src: medium.url, controls: true, preload: "metadata", title: medium.name || "视频",
  });
}

function recording(medium) {
  const audio = make("audio", { src: medium.url, preload: "none" });
  const filled = make("i");
  const left = make("small", { className: "length", textContent: seconds(medium.duration) });
  const toggle = iconButton("play", "播放", () => (audio.paused ? audio.play().catch(() => show(false)) : audio.pause()),
    { className: "play" });
  const show = (playing) => {
    toggle.replaceChildren(icon(playing ? "pause" : "play"));
    toggle.title = playing ? "暂停" : "播放";
    toggle.setAttribute("aria-label", toggle.title);
  };
  audio.addEventListener("play", () => show(true));
  audio.addEventListener("pause", () => show(false));
  audio.addEventListener("timeupdate", () => {
    const length = Number.isFinite(audio.duration) ? audio.duration : medium.duration || 1;
    filled.style.width = `${Math.min(100, (audio.currentTime / length) * 100)}%`;
    left.textContent = `${seconds(audio.currentTime)} / ${seconds(length)}`;
  });
  if (!medium.duration) {
    audio.preload = "metadata";
    audio.addEventListener("loadedmetadata", () => { left.textContent = seconds(audio.duration); });
  }
  const title = medium.kind === "voice" ? "语音" : medium.name || "录音";
  return make("div", { className: "recording" }, toggle,
    make("div", {}, make("span", { className: "name", textContent: title }),
      make("div", { className: "track" }, filled), left),
    audio);
}

function fileChip(medium) {
  const name = medium.name || "文件";
  const ending = name.includes(".") ? name.split(".").at(-1).slice(0, 4) : "";
  return make("a", { className: "file", href: medium.url, download: name, title: `保存 ${name}` },
    make("span", { className: "ending", textContent: ending.toUpperCase() }, ending ? null : icon("file")),
    make("span", {}, make("span", { className: "name", textContent: name }),
      make("small", { textContent: bytes(medium.size) })));
}

export function bytes(size) {
  if (!Number.isFinite(size)) return "";
  if (size < 1024) return `${size} 字节`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(size < 10_240 ? 1 : 0)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function seconds(length) {
  if (!Number.isFinite(length)) return "0:00";
  const whole = Math.round(length);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
