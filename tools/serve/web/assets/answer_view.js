// The answer beside the sheet: the number, how sure it is, and bars for each digit.
import { fillCard, newCard } from "./digit_card.js";
import { showNumber } from "./number_text.js";
import { lineVerdict, verdictOf } from "./verdict.js";

const LIVE_INTERVAL_MS = 1000;
const LONG_NUMBER = 9; // digits: from there the number is set smaller

export class AnswerView {
  #text = document.getElementById("answer-text");
  #wait = this.#text.firstElementChild;
  #note = document.getElementById("answer-note");
  #lines = document.getElementById("answer-digits");
  #facts = document.getElementById("answer-facts");
  #quick = document.getElementById("quick-answer");
  #live = document.getElementById("answer-live");
  #liveTimer = 0;
  #leastConfidence;

  constructor(leastConfidence) {
    this.#leastConfidence = leastConfidence;
  }

  show({ answer, model_version, time_ms }) {
    const found = answer.lines.length > 0;
    if (found) showNumber(this.#text, answer.lines.map((line) => this.#marked(line)));
    else this.#text.textContent = "no digit found";
    this.#text.classList.toggle("long", !found || answer.lines.some((line) => line.text.length >= LONG_NUMBER));
    const verdict = verdictOf(answer, this.#leastConfidence);
    this.#note.textContent = verdict;
    this.#quick.textContent = `${found ? answer.lines.map(({ text }) => text).join(" / ") : "No digit"}: ${lineVerdict(answer, this.#leastConfidence)}`;
    this.#note.classList.toggle("unsure", answer.confidence < this.#leastConfidence);
    this.#showLines(answer.lines);
    this.#facts.textContent = `${Number(time_ms).toFixed(1)} ms · model ${model_version}`;
    const spoken = answer.lines.map((line) => [...line.text].join(" ")).join(", next line ");
    this.#announce(`${found ? `reads ${spoken}` : "No digit found"}. ${verdict}`);
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
    this.#quick.textContent = "";
    this.#note.classList.remove("unsure");
    this.#facts.textContent = "";
    this.#lines.replaceChildren();
    this.#announce("");
  }

  #marked({ digits }) {
    return digits.map(({ label, probability }) => ({ label, unsure: probability < this.#leastConfidence }));
  }

  #showLines(lines) {
    const shown = this.#lines.children;
    while (shown.length > lines.length) this.#lines.lastElementChild.remove();
    lines.forEach((line, i) => {
      if (!shown[i]) this.#lines.append(document.getElementById("line-template").content.firstElementChild.cloneNode(true));
      this.#fillLine(shown[i], line, lines.length > 1);
    });
  }

  #fillLine(section, line, oneOfSeveral) {
    section.setAttribute("aria-label", `Digits of ${line.text}`);
    section.querySelector(".line-title").hidden = !oneOfSeveral;
    showNumber(section.querySelector(".line-number"), [this.#marked(line)]);
    section.querySelector(".line-verdict").textContent = lineVerdict(line, this.#leastConfidence);
    const list = section.querySelector(".digits");
    while (list.children.length > line.digits.length) list.lastElementChild.remove();
    line.digits.forEach((digit, i) => {
      if (!list.children[i]) list.append(newCard());
      fillCard(list.children[i], digit, this.#leastConfidence);
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
