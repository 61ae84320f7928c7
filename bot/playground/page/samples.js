import { parts } from "./shanghai.js";

/** A drawn street corner, different each time, dated with the virtual clock. Returns a JPEG File. */
export async function samplePicture(now, number) {
  const canvas = new OffscreenCanvas(960, 720);
  const pen = canvas.getContext("2d");
  const random = seeded(number * 7919 + Math.floor(now / 1000));
  drawSky(pen, random);
  drawHouses(pen, random);
  drawStreet(pen, random);
  drawStamp(pen, now, number);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.86 });
  return new File([blob], `示例照片${number}.jpg`, { type: "image/jpeg" });
}

/** Three soft notes, two seconds, 8 kHz mono. Returns a WAV File. */
export function sampleRecording(number) {
  const rate = 8000;
  const length = rate * 2;
  const view = new DataView(new ArrayBuffer(44 + length * 2));
  writeHeader(view, rate, length * 2);
  const notes = [392, 494, 587];
  for (let at = 0; at < length; at += 1) {
    const note = Math.min(2, Math.floor((at / length) * 3));
    const within = (at / length) * 3 - note;
    const loudness = Math.sin(Math.PI * Math.min(within, 1)) * 0.25;
    view.setInt16(44 + at * 2, Math.sin((2 * Math.PI * notes[note] * at) / rate) * loudness * 32767, true);
  }
  return new File([view.buffer], `示例录音${number}.wav`, { type: "audio/wav" });
}

function writeHeader(view, rate, bytes) {
  const text = (offset, value) => [...value].forEach((letter, i) => view.setUint8(offset + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, bytes, true);
}

function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function drawSky(pen, random) {
  const sky = pen.createLinearGradient(0, 0, 0, 460);
  const hue = 195 + random() * 25;
  sky.addColorStop(0, `hsl(${hue} 55% 74%)`);
  sky.addColorStop(1, `hsl(${hue + 10} 60% 93%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 960, 720);
}

function drawHouses(pen, random) {
  let left = -20;
  while (left < 960) {
    const width = 130 + random() * 110;
    const top = 120 + random() * 170;
    pen.fillStyle = `hsl(${20 + random() * 25} ${18 + random() * 20}% ${70 + random() * 14}%)`;
    pen.fillRect(left, top, width - 8, 520 - top);
    pen.fillStyle = "hsl(205 30% 45% / 0.75)";
    for (let y = top + 26; y < 470; y += 52) {
      for (let x = left + 18; x < left + width - 40; x += 42) pen.fillRect(x, y, 22, 28);
    }
    left += width;
  }
}

function drawStreet(pen, random) {
  pen.fillStyle = "hsl(95 18% 62%)";
  pen.fillRect(0, 505, 960, 40);
  pen.fillStyle = "hsl(215 8% 55%)";
  pen.fillRect(0, 545, 960, 175);
  pen.fillStyle = "hsl(45 30% 92% / 0.8)";
  for (let x = 20; x < 960; x += 130) pen.fillRect(x, 630, 70, 8);
  for (let i = 0; i < 4; i += 1) drawTree(pen, 80 + i * 250 + random() * 90, 520);
  drawHeap(pen, 320 + random() * 300, 570, random);
}

function drawTree(pen, x, ground) {
  pen.fillStyle = "hsl(28 30% 36%)";
  pen.fillRect(x - 7, ground - 110, 14, 115);
  for (const [dx, dy, radius] of [[-26, -125, 38], [26, -130, 40], [0, -165, 44]]) {
    pen.fillStyle = `hsl(${120 + dx / 4} 32% ${42 + dy / 40}%)`;
    pen.beginPath();
    pen.arc(x + dx, ground + dy, radius, 0, Math.PI * 2);
    pen.fill();
  }
}

function drawHeap(pen, x, y, random) {
  for (let i = 0; i < 9; i += 1) {
    pen.fillStyle = `hsl(${25 + random() * 30} ${20 + random() * 30}% ${38 + random() * 25}%)`;
    const size = 30 + random() * 34;
    pen.fillRect(x + random() * 150, y + random() * 46 - size / 2, size, size * 0.7);
  }
}

function drawStamp(pen, now, number) {
  const { year, month, day, hour, minute } = parts(now);
  pen.fillStyle = "rgb(0 0 0 / 0.45)";
  pen.fillRect(0, 650, 960, 70);
  pen.fillStyle = "#fff";
  pen.font = "500 34px 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif";
  pen.fillText(`示例照片 ${number} · 现场`, 28, 697);
  pen.textAlign = "right";
  pen.fillText(`${year}-${month}-${day} ${hour}:${minute}`, 932, 697);
}
