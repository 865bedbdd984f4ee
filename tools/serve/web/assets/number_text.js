// The number as a headline: lines of digits, those that are not sure in a colour of their own.

/** `lines` of digits {label, unsure}. */
export function showNumber(element, lines) {
  element.replaceChildren(...lines.flatMap((digits, i) => {
    const parts = digits.map(({ label, unsure }) => {
      if (!unsure) return String(label);
      const part = document.createElement("span");
      part.className = "unsure";
      part.textContent = label;
      return part;
    });
    return i > 0 ? ["\n", ...parts] : parts;
  }));
  element.normalize();
}
