import { button, make } from "./dom.js";
import { dayName, distance, fromInputValue, hourMinute, inputValue, parts, tomorrowAtNine } from "./shanghai.js";
import { ask } from "./wire.js";

/** The virtual clock with its buttons. `complain` shows a sentence when the server refuses. */
export class ClockBar {
  constructor(store, complain) {
    Object.assign(this, { store, complain });
    this.time = make("time", { className: "clock-time", data: { clock: "" } });
    this.day = make("span", { className: "clock-day" });
    this.nextNote = make("small", {});
    this.next = button("jump next", [make("span", { textContent: "跳到下一个提醒" }), this.nextNote],
      () => this.set({ to_next_alarm: true }));
    this.moment = make("input", {
      type: "text", placeholder: "指定日期和时间", step: 60, required: true, aria: { label: "日期和时间" },
      on: { focus: () => this.choosing(), blur: () => this.chosen() },
    });
    this.form = make("form", {
      className: "jump-to", on: { submit: (event) => { event.preventDefault(); this.jumpToInput(); } },
    }, this.moment, make("button", { className: "jump", textContent: "跳转" }));
    this.element = make("div", { className: "clock-bar", aria: { role: "group", label: "模拟时钟" } },
      make("div", { className: "clock" }, this.time, this.day),
      make("div", { className: "jumps" },
        button("jump", "+10 分钟", () => this.set({ advance_seconds: 600 })),
        button("jump", "+1 小时", () => this.set({ advance_seconds: 3600 })),
        button("jump", "到明天 9:00", () => this.set({ to: tomorrowAtNine(store.now()) })), this.next), this.form);
    this.tick();
    setInterval(() => this.tick(), 500);
  }

  tick() {
    const now = this.store.now();
    const { hour, minute, second, year } = parts(now);
    const shown = `${hour}:${minute}:${second}`;
    if (this.time.textContent !== shown) {
      this.time.textContent = shown;
      this.time.dateTime = new Date(now).toISOString();
    }
    const frozen = this.store.clock.frozen ? " · 时钟已停" : "";
    const day = `${year}年${dayName(now, now)} 上海时间${frozen}`;
    if (this.day.textContent !== day) this.day.textContent = day;
    this.showNext(now);
  }

  showNext(now) {
    const { nextAlarm } = this.store;
    this.next.disabled = nextAlarm === null || this.busy;
    const note = nextAlarm === null ? "暂无提醒"
      : `${dayName(nextAlarm, now)} ${hourMinute(nextAlarm)} · ${distance(nextAlarm, now)}`;
    if (this.nextNote.textContent !== note) this.nextNote.textContent = note;
  }

  /** While nothing is chosen the field shows our own words instead of the browser's pattern of a date. */
  choosing() {
    if (this.moment.type === "datetime-local") return;
    this.moment.type = "datetime-local";
    this.moment.value = inputValue(this.store.now());
  }

  chosen() {
    if (this.moment.value === "") this.moment.type = "text";
  }

  jumpToInput() {
    const moment = this.moment.value;
    this.moment.value = "";
    this.chosen();
    this.set({ to: fromInputValue(moment) });
  }

  async set(change) {
    this.setBusy(true);
    try {
      await ask("clock", change);
      this.element.classList.remove("jumped");
      void this.element.offsetWidth;
      this.element.classList.add("jumped");
    } catch (error) {
      this.complain(error.message);
    }
    this.setBusy(false);
  }

  setBusy(busy) {
    this.busy = busy;
    for (const button of this.element.querySelectorAll("button")) button.disabled = busy;
    this.tick();
  }
}
