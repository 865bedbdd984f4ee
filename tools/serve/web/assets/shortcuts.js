// Keys that work while the sheet has the focus, with a switch to turn them off (WCAG 2.1.4).

const STORED = "shortcuts";

function nameOf(event) {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  return control ? `ctrl+${event.shiftKey ? "shift+" : ""}${key}` : key;
}

/** `actions` by key: "e", "ctrl+z". */
export function addShortcuts(element, actions) {
  const box = document.getElementById("shortcuts");
  box.checked = localStorage.getItem(STORED) !== "off";
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
  element.addEventListener("keydown", (event) => {
    const action = box.checked && !event.altKey && actions[nameOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
