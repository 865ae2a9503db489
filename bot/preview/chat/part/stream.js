/**
 * One person's stream. It is taken up again by itself after every cut: a phone sleeps, a
 * server restarts, and the person should see nothing but "connecting…" for a moment. Each new
 * connection begins with a snapshot, so nothing has to be asked for twice.
 */

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;

/**
 * @param {number} id the account
 * @param {{event: (event: any) => void, state: (on: boolean) => void, lost?: () => void}} hooks
 * @returns {{close: () => void}}
 */
export function openStream(id, hooks) {
  let socket = null;
  let wait = FIRST_WAIT;
  let timer = 0;
  let closed = false;

  function connect() {
    clearTimeout(timer);
    if (closed || socket) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const mine = new WebSocket(`${scheme}://${location.host}/preview/accounts/${id}/stream`);
    socket = mine;
    mine.addEventListener("message", (message) => {
      const event = JSON.parse(message.data);
      if (event.type === "snapshot") {
        wait = FIRST_WAIT;
        hooks.state(true);
      }
      hooks.event(event);
    });
    mine.addEventListener("close", () => {
      if (socket === mine) socket = null;
      if (closed) return;
      hooks.state(false);
      hooks.lost?.();
      timer = setTimeout(connect, wait * (0.8 + Math.random() * 0.4));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  /** The person is looking, or the network is back: no reason to wait longer. */
  function hurry() {
    if (document.visibilityState === "visible") connect();
  }

  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      socket?.close();
    },
  };
}
