import { make, icon, setAria } from "./dom.js";
import { hourMinute } from "./shanghai.js";
import { ask } from "./wire.js";

const KINDS = [
  ["429", "限流：服务器说“太快了”（429）"],
];

/** The drawer where an administrator makes the imitated Telegram misbehave; closed until asked for. */
export class FaultDrawer {
  constructor(store, complain) {
    this.button = make("button", { type: "button", className: "soft", textContent: "故障", aria: { expanded: false } });
    this.element = make("aside", { hidden: true });
  }
}
