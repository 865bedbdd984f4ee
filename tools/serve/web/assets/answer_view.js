// The answer beside the sheet: the number, how sure it is, and bars for each digit.
import { fillCard, newCard, percentText } from "./digit_card.js";
import { showNumber } from "./number_text.js";

const LIVE_INTERVAL_MS = 1000;
const LONG_NUMBER = 9; // digits: from there the number is set smaller

export class AnswerView {
  #text = document.getElementById("answer-text");
  #wait = this.#text.firstElementChild;
  #note = document.getElementById("answer-note");
  #digits = document.getElementById("answer-digits");
  #facts = document.getElementById("answer-facts");
  #live = document.getElementById("answer-live");
  #liveTimer = 0;
  #leastConfidence;

  constructor(leastConfidence) {
    this.#leastConfidence = leastConfidence;
  }

  show({ answer, model_version, time_ms }) {
    const found = answer.lines.length > 0;
    const unsure = found && answer.lines.some((line) => line.confidence < this.#leastConfidence);
    const isUnsure = ({ probability }) => probability < this.#leastConfidence;
    if (found) showNumber(this.#text, answer.lines.map(({ digits }) => digits.map((digit) => ({ ...digit, unsure: isUnsure(digit) }))));
    else this.#text.textContent = "no digit found";
    this.#text.classList.toggle("long", !found || answer.lines.some((line) => line.text.length >= LONG_NUMBER));
    this.#note.textContent = !found ? "There is ink, but nothing that looks like a digit."
      : `${unsure ? "Not sure: " : ""}${percentText(answer.confidence)}`;
    this.#showDigits(answer.lines.flatMap((line) => line.digits));
    this.#facts.textContent = `${Number(time_ms).toFixed(1)} ms · model ${model_version}`;
    const spoken = answer.lines.map((line) => [...line.text].join(" ")).join(", next line ");
    this.#announce(found ? `${unsure ? "Not sure: " : ""}reads ${spoken}` : "No digit found");
  }

  showProblem({ title, detail }) {
    this.clear();
    this.#note.textContent = detail ?? title ?? "The picture could not be read.";
    this.#announce(this.#note.textContent);
  }

  clear() {
    this.#text.replaceChildren(this.#wait);
    this.#text.classList.remove("long");
    this.#note.textContent = "";
    this.#facts.textContent = "";
    this.#digits.replaceChildren();
    this.#announce("");
  }

  #showDigits(digits) {
    const cards = this.#digits.children;
    while (cards.length > digits.length) this.#digits.lastElementChild.remove();
    digits.forEach((digit, i) => {
      if (!cards[i]) this.#digits.append(newCard());
      fillCard(cards[i], digit, this.#leastConfidence);
    });
  }

  // A screen reader hears the newest answer, once a second at most.
  #announce(text) {
    clearTimeout(this.#liveTimer);
    this.#liveTimer = setTimeout(() => {
      if (this.#live.textContent !== text) this.#live.textContent = text;
    }, LIVE_INTERVAL_MS);
  }
}
