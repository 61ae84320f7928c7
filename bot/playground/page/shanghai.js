/** Dates and times as an office in Shanghai reads them. Input: ISO text or milliseconds since 1970. */

const ZONE = "Asia/Shanghai";
const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const formatter = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE, hourCycle: "h23",
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

export function milliseconds(moment) {
  if (typeof moment === "number") return moment;
  return Date.parse(moment);
}

/** {year, month, day, hour, minute, second} as two-digit (year: four-digit) text and `weekday` as 周一. */
export function parts(moment) {
  const found = {};
  for (const { type, value } of formatter.formatToParts(new Date(milliseconds(moment)))) found[type] = value;
  found.weekday = WEEKDAYS[new Date(Date.UTC(found.year, found.month - 1, found.day)).getUTCDay()];
  return found;
}

export function hourMinute(moment) {
  const { hour, minute } = parts(moment);
  return `${hour}:${minute}`;
}

/** 2026-11-20, the key that tells days apart. */
export function dayKey(moment) {
  const { year, month, day } = parts(moment);
  return `${year}-${month}-${day}`;
}

/** 11月20日 周五, with the year where it is not the reader's. */
export function dayName(moment, now) {
  const day = parts(moment);
  const year = day.year === parts(now).year ? "" : `${day.year}年`;
  return `${year}${Number(day.month)}月${Number(day.day)}日 ${day.weekday}`;
}

/** The value of an <input type="datetime-local"> for a moment. */
export function inputValue(moment) {
  const { hour, minute } = parts(moment);
  return `${dayKey(moment)}T${hour}:${minute}`;
}

/** Such a value read as Shanghai time, as ISO text; Shanghai has kept UTC+8 without summer time since 1991. */
export function fromInputValue(value) {
  return `${value.length === 16 ? `${value}:00` : value}+08:00`;
}

/** 9:00 on the day after `now`, as ISO text. */
export function tomorrowAtNine(now) {
  return `${dayKey(milliseconds(now) + 86_400_000)}T09:00:00+08:00`;
}

/** 还有 2 小时 15 分, or 已过 … when it lies behind. */
export function distance(moment, now) {
  const minutes = Math.round((milliseconds(moment) - milliseconds(now)) / 60_000);
  const size = Math.abs(minutes);
  const pieces = [
    [Math.floor(size / 1440), "天"], [Math.floor(size / 60) % 24, "小时"], [size % 60, "分"],
  ].filter(([count]) => count > 0).slice(0, 2).map(([count, unit]) => `${count} ${unit}`);
  if (pieces.length === 0) return "就是现在";
  return `${minutes < 0 ? "已过" : "还有"} ${pieces.join(" ")}`;
}

/** The text of a <tg-time>: Telegram's format is `r` or any of `w` `d|D` `t|T`, in this order; null keeps the text. */
export function telegramTime(unixSeconds, format, now) {
  const moment = unixSeconds * 1000;
  if (!/^(r|w?[dD]?[tT]?)$/.test(format || "") || !format) return null;
  if (format === "r") return distance(moment, now);
  const { year, month, day, hour, minute, second, weekday } = parts(moment);
  const pieces = [];
  if (format.includes("D")) pieces.push(`${year}年${Number(month)}月${Number(day)}日`);
  if (format.includes("d")) pieces.push(`${year}-${month}-${day}`);
  if (format.includes("w")) pieces.push(weekday);
  if (format.includes("t")) pieces.push(`${hour}:${minute}`);
  if (format.includes("T")) pieces.push(`${hour}:${minute}:${second}`);
  return pieces.join(" ");
}
