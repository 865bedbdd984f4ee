// On the Predict page, for who is logged in: a button on each digit that keeps it, with its right label, as one's own.
import { cropOf } from "./crop.js";
import { keep } from "./keep.js";

let session;
const csrf = async () => (session ??= await (await fetch("/api/v1/session")).json()).csrf;

async function keepCard(card, button) {
  const box = Object.fromEntries(["x", "y", "width", "height"].map((key) => [key, Number(card.dataset[key])]));
  const { picture } = await cropOf(card.closest(".result").querySelector(".picture img"), box);
  const fields = { label: card.dataset.label, source: card.classList.contains("corrected") ? "correction" : "upload" };
  button.disabled = true;
  try {
    const [{ outcome, sample }] = await keep(await csrf(), [{ file: picture, name: "answer.png" }], fields);
    button.textContent = outcome === "conflict" ? `Kept already as ${sample.label}` : "Kept";
  } catch (error) {
    button.disabled = false;
    card.closest(".result").querySelector(".copied").textContent = error.message;
  }
}

document.getElementById("main").addEventListener("click", (event) => {
  const button = event.target.closest(".keep");
  if (button) keepCard(button.closest(".digit"), button);
});
