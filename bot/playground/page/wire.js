/** The page's only way to the server: one function that asks, one that listens. */

/** A refusal or a broken line, with a Chinese sentence for the visitor as its message. */
class SimulationError extends Error {}

const UNREACHABLE = "连不上本地服务器，请看看程序是否还在运行。";

async function answerOf(promise) {
  let response;
  try {
    response = await promise;
  } catch {
    throw new SimulationError(UNREACHABLE);
  }
  const body = await response.json().catch(() => null);
  if (response.ok) return body ?? {};
  throw new SimulationError(body?.error || `服务器没有接受（${response.status}），请再试一次。`);
}

export function loadState() {
  return answerOf(fetch("/sim/state", { cache: "no-store" }));
}

/** POST /sim/<act>; FormData goes out as multipart, anything else as JSON. */
export function ask(act, body) {
  const form = body instanceof FormData;
  return answerOf(fetch(`/sim/${act}`, {
    method: "POST",
    headers: form ? {} : { "Content-Type": "application/json" },
    body: form ? body : JSON.stringify(body),
  }));
}

/** DELETE /sim/<what>. */
export function clear(what) {
  return answerOf(fetch(`/sim/${what}`, { method: "DELETE" }));
}

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5_000;

/**
 * Keeps `store` in step with the server for as long as the page lives. After a broken line the whole state is fetched
 * again and the missed events are replayed after it, so nothing said in between is lost, toasts included; a server that
 * was started anew (its seq is behind ours) is believed at once.
 */
export function follow(store, onConnection) {
  let wait = FIRST_WAIT;

  function open() {
    const source = new EventSource(`/sim/events?after=${store.seq}`);
    source.onopen = () => {
      wait = FIRST_WAIT;
      onConnection(true);
    };
    source.onmessage = (message) => store.apply(JSON.parse(message.data));
    source.onerror = () => {
      source.close();
      onConnection(false);
      setTimeout(again, wait);
    };
  }

  async function again() {
    try {
      store.resume(await loadState());
      open();
    } catch {
      wait = Math.min(wait * 2, LONGEST_WAIT);
      setTimeout(again, wait);
    }
  }

  open();
}
