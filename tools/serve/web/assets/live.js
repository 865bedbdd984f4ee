// Live recognition: pictures go to the server one at a time, the newest first and only, over a WebSocket or, while that
// is not open, by POST. Events: "answer" {answer, model_version, time_ms, tag}, "again" {tag} (the newest answer is that of
// what was offered), "blank" (there was no ink in it), "problem" {title, detail}, "connection" (true: the server can be reached).
import { PICTURE_TYPE } from "./picture.js";

const SOCKET_PATH = "/api/v1/draw";
const POST_PATH = "/api/v1/recognize?top=3&debug=1";
const LEAST_INTERVAL_MS = 1000 / 15;
const REST = 3; // round trips from one picture to the next, so that at pen-up there is seldom one to wait for
const ANSWER_TIMEOUT_MS = 5000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

export class LiveReader extends EventTarget {
  #waiting = null; // {make, key, tag}: the newest picture that has not been sent
  #sent = null; // {make, key, tag, timer}: the one under way
  #answeredKey = null; // of the newest answer that was shown
  #lastSent = 0;
  #roundTrip_ms = 0;
  #blanks = 0; // pictures without ink so far
  #timer = 0;
  #socket = null;
  #retry = FIRST_RETRY_MS;
  #failures = 0;

  constructor() {
    super();
    this.#connect();
  }

  /** Whether all that was offered is answered. */
  get isIdle() { return !this.#sent && !this.#waiting; }

  /**
   * Reads the picture that `make` returns when its turn comes; `tag` comes back with the answer. Pictures of one `key`
   * are alike: what is read, or being read, is not read again.
   */
  offer(make, { key = null, tag = null, atOnce = false } = {}) {
    this.#waiting = null;
    if (key !== null && this.#sent?.key === key) {
      Object.assign(this.#sent, { tag, unwanted: false });
    } else if (key !== null && !this.#sent && this.#answeredKey === key) {
      this.dispatchEvent(new CustomEvent("again", { detail: { tag } }));
    } else {
      this.#waiting = { make, key, tag };
      if (atOnce) this.#lastSent = 0;
      this.#pump();
    }
  }

  /** Wants no answer to what was offered. */
  forget() {
    this.#waiting = null;
    this.#answeredKey = null;
    if (this.#sent) this.#sent.unwanted = true;
  }

  #connect() {
    const socket = new WebSocket(new URL(SOCKET_PATH, location.href.replace(/^http/, "ws")));
    let opened = false;
    socket.addEventListener("open", () => {
      opened = true;
      this.#socket = socket;
      this.#retry = FIRST_RETRY_MS;
      this.#reached(true);
      this.#pump();
    });
    socket.addEventListener("message", (event) => this.#answered(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#socket = null;
      if (opened && this.#sent?.bySocket) this.#lost();
      setTimeout(() => this.#connect(), this.#retry);
      this.#retry = Math.min(2 * this.#retry, LONGEST_RETRY_MS);
    });
  }

  #pump() {
    if (this.#sent || !this.#waiting) return;
    const interval = Math.max(LEAST_INTERVAL_MS, REST * this.#roundTrip_ms);
    const wait = this.#lastSent + interval - performance.now();
    clearTimeout(this.#timer);
    if (wait > 0 && this.#lastSent > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    const picture = waiting.make();
    if (picture) this.#send({ ...waiting, picture });
    else this.#blank();
  }

  #blank() {
    this.forget();
    this.#blanks += 1;
    this.dispatchEvent(new Event("blank"));
  }

  #send(sent) {
    sent.at = performance.now();
    this.#lastSent = sent.at;
    this.#sent = sent;
    sent.bySocket = !sent.wasLost && this.#socket?.readyState === WebSocket.OPEN;
    if (sent.bySocket) {
      sent.timer = setTimeout(() => this.#socket?.close(), ANSWER_TIMEOUT_MS);
      this.#socket.send(sent.picture);
    } else {
      this.#post(sent);
    }
  }

  async #post(sent) {
    let message = null;
    let retryAfter = 0;
    try {
      const response = await fetch(POST_PATH, {
        method: "POST", body: sent.picture, headers: { "Content-Type": PICTURE_TYPE },
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      retryAfter = response.status === 429 || response.status === 503 ? Number(response.headers.get("Retry-After")) || 1 : 0;
      const body = await response.json();
      const time = /dur=([\d.]+)/.exec(response.headers.get("Server-Timing") ?? "");
      message = response.ok
        ? { answer: body, model_version: response.headers.get("X-Model-Version"), time_ms: Number(time?.[1]) }
        : { error: body };
    } catch {
      // Nothing came back, or nothing that can be understood.
    }
    if (this.#sent !== sent) return;
    if (!message || retryAfter) return this.#lost(retryAfter * 1000);
    this.#reached(true);
    this.#answered(message);
  }

  #answered(message) {
    const sent = this.#sent;
    if (!sent) return;
    clearTimeout(sent.timer);
    this.#sent = null;
    this.#failures = 0;
    this.#roundTrip_ms = performance.now() - sent.at;
    if (message.error?.status === 429 && !this.#waiting && !sent.unwanted) {
      this.#waiting = sent;
      this.#timer = setTimeout(() => this.#pump(), 1000);
      return;
    }
    const blanks = this.#blanks;
    this.#pump(); // the next one goes out before this answer is shown
    if (!sent.unwanted && blanks === this.#blanks) {
      this.#answeredKey = message.error ? null : sent.key;
      const detail = message.error ?? { ...message, tag: sent.tag };
      this.dispatchEvent(new CustomEvent(message.error ? "problem" : "answer", { detail }));
    }
  }

  /** The picture under way will not be answered: offers it again after a while, unless a newer one waits. */
  #lost(wait_ms = 0) {
    const sent = this.#sent;
    clearTimeout(sent.timer);
    this.#sent = null;
    if (!sent.unwanted) this.#waiting ??= { ...sent, wasLost: true }; // by POST then: a socket may close because of it
    if (sent.bySocket) this.#lastSent = 0;
    if (!sent.bySocket && !wait_ms) this.#reached(false);
    const pause = wait_ms || Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS);
    setTimeout(() => this.#pump(), sent.bySocket ? 0 : pause);
  }

  #reached(reached) { this.dispatchEvent(new CustomEvent("connection", { detail: reached })); }
}
