import { ClockBar } from "./clock_bar.js";
import { Desk } from "./desk.js";
import { make } from "./dom.js";
import { FaultDrawer } from "./fault_drawer.js";
import { newcomerButtons } from "./newcomers.js";
import { Store } from "./store.js";
import { follow, loadState } from "./wire.js";

const connection = document.querySelector("[data-connection]");

function showConnection(connected) {
  connection.dataset.connection = connected ? "open" : "lost";
  connection.textContent = connected ? "已连接" : "与本地服务器的连接断了，正在重连……";
}

/** A sentence for the whole page, where no phone is meant. */
function complain(sentence) {
  const bar = make("p", { className: "complaint", textContent: sentence, title: "点击收起", aria: { role: "alert" } });
  bar.addEventListener("click", () => bar.remove());
  document.body.append(bar);
  setTimeout(() => bar.remove(), 8000);
}

async function firstState() {
  for (let wait = 300; ; wait = Math.min(wait * 2, 5000)) {
    try {
      return await loadState();
    } catch (error) {
      showConnection(false);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

const store = new Store(await firstState());
document.title = `${store.bot.first_name} · 本地模拟，并非 Telegram`;
const faults = new FaultDrawer(store, complain);
const clock = new ClockBar(store, complain);
const stage = document.getElementById("stage");
const desk = new Desk(store, stage, [...newcomerButtons(store, complain), faults.button]);
document.getElementById("top").append(clock.element);
document.getElementById("roster").append(desk.roster.element);
document.body.append(faults.element);
store.subscribe((event) => event.kind === "clock" && clock.tick());
follow(store, showConnection);
document.body.dataset.ready = "yes";
