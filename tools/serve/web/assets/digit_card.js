// A digit with what it could be, as templates/digit.mustache lays it out.

/** As percent() in percent.hpp. */
export function percentText(probability) {
  const tenths = Math.floor(probability * 1000 + 0.5);
  if (tenths >= 1000 && probability < 1) return "> 99.9 %";
  if (tenths < 1 && probability > 0) return "< 0.1 %";
  return `${(tenths / 10).toFixed(1)} %`;
}

function bar({ label, probability }) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "bar-label";
  const meter = document.createElement("meter");
  const percent = document.createElement("span");
  percent.className = "bar-percent";
  item.append(name, meter, percent);
  fillBar(item, { label, probability });
  return item;
}

function fillBar(item, { label, probability }) {
  const [name, meter, percent] = item.children;
  name.textContent = label;
  meter.value = probability;
  meter.setAttribute("aria-label", label);
  percent.textContent = percentText(probability);
}

export function fillCard(card, digit, leastConfidence) {
  card.dataset.label = digit.label;
  for (const [key, value] of Object.entries(digit.box)) card.dataset[key] = value;
  card.classList.toggle("unsure", digit.probability < leastConfidence);
  card.querySelector(".seen").src = digit.seen;
  card.querySelector(".digit-label").textContent = digit.label;
  card.querySelector(".digit-percent").textContent = percentText(digit.probability);
  const bars = card.querySelector(".bars");
  digit.top.forEach((label, i) => (bars.children[i] ? fillBar(bars.children[i], label) : bars.append(bar(label))));
  while (bars.children.length > digit.top.length) bars.lastElementChild.remove();
  const rest = digit.top.reduce((left, { probability }) => left - probability, 1);
  card.querySelector(".rest-percent").textContent = percentText(Math.max(rest, 0));
  return card;
}

export function newCard() {
  return document.getElementById("digit-template").content.firstElementChild.cloneNode(true);
}
