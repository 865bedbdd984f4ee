// The Predict page: copying the number, and correcting it (correction.js).
import { predictionOf, startCorrection } from "./correction.js";

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Where the page is not served securely there is only the old way.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.getElementById("main").addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const result = button.closest(".result");
  const status = result.querySelector(".copied");
  try {
    await copy(predictionOf(result));
    status.textContent = "Copied";
  } catch {
    status.textContent = "The browser did not let the number be copied.";
  }
});

for (const result of document.querySelectorAll(".result")) startCorrection(result);
