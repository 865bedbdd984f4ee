// Correcting an answer: another digit for a box, boxes joined, split or removed; every step can be undone. What stands
// on the page is the state: a card (li.digit) for each digit, and in the same order a box on the picture.
import { cropOf } from "./crop.js";
import { fillCard, newCard } from "./digit_card.js";
import { showNumber } from "./number_text.js";

const SVG = "http://www.w3.org/2000/svg";

const cardsOf = (result) => [...result.querySelectorAll(".digit")];
const boxesOf = (result) => [...result.querySelectorAll(".boxes > .box")];
const boxOf = (card) => Object.fromEntries(["x", "y", "width", "height"].map((key) => [key, Number(card.dataset[key])]));

const withoutCard = (text) => [...text].map((label) => ({ label, unsure: false }));
const digitsOf = (line) => [...line.querySelectorAll(".digit")]
  .map((card) => ({ label: card.dataset.label, unsure: card.classList.contains("unsure") }))
  .concat(withoutCard(line.dataset.rest));

/** The digits as they now stand, line by line; of a long answer only the first ones have cards. */
const linesOf = (result) => [...[...result.querySelectorAll(".line")].map(digitsOf),
  ...result.dataset.rest.split("\n").map(withoutCard)].filter((digits) => digits.length > 0);

/** The number as it now stands, a line of digits a line. */
export function predictionOf(result) {
  return linesOf(result).map((digits) => digits.map(({ label }) => label).join("")).join("\n");
}

function unite(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

function halves({ x, y, width, height }) {
  const left = Math.round(width / 2);
  return [{ x, y, width: left, height }, { x: x + left, y, width: width - left, height }];
}

/** What the server reads in a part of the picture when it knows that there are so many digits; nothing when it cannot. */
async function readAgain(result, box, digits) {
  const { picture, left, top, scale } = await cropOf(result.querySelector(".picture img"), box);
  const response = await fetch(`/api/v1/recognize?digits=${digits}&lines=1&top=3&debug=1`, {
    method: "POST", body: picture, headers: { "Content-Type": picture.type },
  });
  if (!response.ok) return [];
  const place = (digit) => ({
    x: left + digit.box.x / scale, y: top + digit.box.y / scale,
    width: digit.box.width / scale, height: digit.box.height / scale,
  });
  return (await response.json()).digits.map((digit) => ({ ...digit, box: place(digit) }));
}

/** A box over the picture, as templates/figure.mustache has it. */
function newBox(digit, picture) {
  const { x, y, width, height } = digit.box;
  const across = (length) => `${(100 * length) / picture.naturalWidth}%`;
  const down = (length) => `${(100 * length) / picture.naturalHeight}%`;
  const make = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const group = make("g", { class: "box" });
  const text = make("text", { x: across(x + width / 2), y: down(y), dy: "-.4em" });
  text.textContent = digit.label;
  group.append(make("rect", { x: across(x), y: down(y), width: across(width), height: down(height), rx: 4 }), text);
  return group;
}

function withTools(card) {
  card.querySelector(".correction")?.remove();
  card.append(document.getElementById("correction-template").content.cloneNode(true));
  return card;
}

/** Brings boxes' captions and tools in line with the cards. */
function refresh(result) {
  const cards = cardsOf(result);
  const boxes = boxesOf(result);
  cards.forEach((card, i) => {
    const name = `digit ${i + 1}, ${card.dataset.label}`;
    const next = card.nextElementSibling;
    const tools = card.querySelector(".correction");
    tools.querySelector("select").value = card.dataset.label;
    tools.querySelector("select").setAttribute("aria-label", `The right digit for ${name}`);
    tools.querySelector(".join").hidden = !next;
    for (const button of tools.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent.trim()}: ${name}`);
    }
    if (card.classList.contains("corrected")) boxes[i].querySelector("text").textContent = card.dataset.label;
  });
}

/** Brings the number, and those of its lines, in line with the cards. */
function showNumbers(result) {
  for (const line of result.querySelectorAll(".line")) {
    const digits = digitsOf(line);
    line.hidden = digits.length === 0;
    showNumber(line.querySelector(".line-number"), [digits]);
  }
  const lines = linesOf(result);
  const number = result.querySelector(".prediction-text");
  if (lines.length > 0) showNumber(number, lines);
  else number.textContent = "no digit";
}

class Correction {
  #result;
  #before = []; // the page before each step
  #undo;

  constructor(result) {
    this.#result = result;
    this.#undo = result.querySelector(".undo-correction");
    for (const card of cardsOf(result)) withTools(card);
    refresh(result);
    result.addEventListener("change", (event) => this.#pick(event));
    result.addEventListener("click", (event) => this.#click(event));
    for (const kind of ["focusin", "pointerover"]) result.addEventListener(kind, (event) => this.#mark(event));
  }

  /** Keeps the page as it is before a step on `line`, which then is no longer as it was read. */
  #remember(line) {
    const lines = [...this.#result.querySelectorAll(".line")].map((each) => ({
      cards: [...each.querySelectorAll(".digit")].map((card) => card.cloneNode(true)),
      verdict: each.querySelector(".line-verdict").textContent,
    }));
    this.#before.push({ lines, boxes: boxesOf(this.#result).map((box) => box.cloneNode(true)),
      verdict: this.#result.querySelector(".verdict-text").textContent, unsure: this.#result.classList.contains("unsure") });
    this.#result.classList.remove("unsure");
    line.querySelector(".line-verdict").textContent = "corrected by you";
  }

  #changed(verdict) {
    this.#result.querySelector(".verdict-text").textContent = verdict;
    this.#undo.hidden = this.#before.length === 0;
    refresh(this.#result);
    showNumbers(this.#result);
  }

  #undoLast() {
    const { lines, boxes, verdict, unsure } = this.#before.pop();
    this.#result.querySelectorAll(".line").forEach((line, i) => {
      line.querySelector(".digits").replaceChildren(...lines[i].cards);
      line.querySelector(".line-verdict").textContent = lines[i].verdict;
    });
    this.#result.querySelector(".boxes").replaceChildren(...boxes);
    this.#result.classList.toggle("unsure", unsure);
    this.#changed(verdict);
    if (this.#undo.hidden) this.#result.querySelector(".copy").focus();
  }

  #pick(event) {
    const select = event.target.closest(".right-digit");
    if (!select) return;
    const right = select.value;
    const card = select.closest(".digit");
    this.#remember(card.closest(".line"));
    card.dataset.label = right;
    card.querySelector(".digit-label").textContent = right;
    card.querySelector(".digit-percent").textContent = "corrected by you";
    card.classList.add("corrected");
    card.classList.remove("unsure");
    boxesOf(this.#result)[cardsOf(this.#result).indexOf(card)].classList.remove("unsure");
    this.#changed("Corrected by you");
  }

  #click(event) {
    if (event.target.closest(".undo-correction")) return this.#undoLast();
    const box = event.target.closest(".boxes > .box");
    if (box) return cardsOf(this.#result)[boxesOf(this.#result).indexOf(box)]?.querySelector("select").focus();
    const card = event.target.closest(".digit");
    if (event.target.closest(".remove")) this.#remove(card);
    else if (event.target.closest(".join")) this.#join(card, card.nextElementSibling);
    else if (event.target.closest(".split")) this.#split(card);
  }

  #remove(card) {
    this.#remember(card.closest(".line"));
    const next = card.nextElementSibling ?? card.previousElementSibling;
    this.#replace([card], []);
    this.#changed("Corrected by you");
    (next?.querySelector("select") ?? this.#undo).focus();
  }

  async #join(card, next) {
    const box = unite(boxOf(card), boxOf(next));
    const digits = await readAgain(this.#result, box, 1);
    if (digits.length !== 1) return this.#say("These two cannot be read as one digit. Pick the right digit for one, and remove the other.");
    this.#remember(card.closest(".line"));
    const [joined] = this.#replace([card, next], [{ ...digits[0], box }]);
    this.#changed("Corrected by you: two joined");
    joined.querySelector("select").focus();
  }

  async #split(card) {
    const box = boxOf(card);
    let digits = await readAgain(this.#result, box, 2);
    if (digits.length !== 2) {
      digits = (await Promise.all(halves(box).map((half) => readAgain(this.#result, half, 1)))).flat();
    }
    if (digits.length !== 2) return this.#say("This cannot be read as two digits.");
    this.#remember(card.closest(".line"));
    const [first] = this.#replace([card], digits);
    this.#changed("Corrected by you: one split");
    first.querySelector("select").focus();
  }

  #replace(cards, digits) {
    const all = cardsOf(this.#result);
    const boxes = boxesOf(this.#result);
    const oldBoxes = cards.map((card) => boxes[all.indexOf(card)]);
    const least = Number(this.#result.dataset.leastConfidence);
    const newCards = digits.map((digit) => withTools(fillCard(newCard(), digit, least)));
    const picture = this.#result.querySelector(".picture img");
    oldBoxes[0].before(...digits.map((digit) => newBox(digit, picture)));
    for (const box of oldBoxes) box.remove();
    cards[0].before(...newCards);
    for (const card of cards) card.remove();
    return newCards;
  }

  #say(text) { this.#result.querySelector(".copied").textContent = text; }

  #mark(event) {
    const box = event.target.closest(".boxes > .box");
    const card = event.target.closest(".digit");
    if (!box && !card) return;
    const index = box ? boxesOf(this.#result).indexOf(box) : cardsOf(this.#result).indexOf(card);
    boxesOf(this.#result).forEach((box, i) => box.classList.toggle("chosen", i === index));
  }
}

export function startCorrection(result) {
  if (result.querySelector(".digit")) new Correction(result);
}
