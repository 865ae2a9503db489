/** The requests to the preview server; the paths are in bot/preview/README.md. */

/** A refusal or a broken connection, with words that can be shown. */
export class RequestError extends Error {
  /** @param {string} message @param {number} status 0 when no answer came at all */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function request(path, body, method = body === undefined ? "GET" : "POST") {
  let response;
  try {
    response = await fetch(`/preview/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new RequestError("The preview server does not answer.", 0);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const words = answer?.description ?? answer?.error ?? answer?.detail;
  throw new RequestError(words ? String(words) : `The server refused (${response.status}).`, response.status);
}

const person = (id, verb, body = {}) => request(`accounts/${id}/${verb}`, body, "POST");

export const api = {
  accounts: () => request("accounts"),
  addAccount: (fields) => request("accounts", fields),
  send: (id, body) => person(id, "send", body),
  press: (id, message_id, data) => person(id, "press", { message_id, data }),
  edit: (id, message_id, text) => person(id, "edit", { message_id, text }),
  start: (id, payload) => person(id, "start", payload ? { payload } : {}),
  block: (id) => person(id, "block"),
  unblock: (id) => person(id, "unblock"),
  group: (id, title) => person(id, "group", { title }),
  clock: () => request("clock"),
  advance: (seconds) => request("clock", { advance: seconds }),
};
