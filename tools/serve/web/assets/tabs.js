// Tabs after the ARIA pattern: arrow keys move between them, and the chosen one is remembered for this browser tab.

const STORED = "recognise-tab";

export class Tabs extends EventTarget {
  #tabs;

  constructor(list) {
    super();
    this.#tabs = [...list.querySelectorAll("[role=tab]")];
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.choose(tab.id);
    });
    list.addEventListener("keydown", (event) => this.#key(event));
    this.choose(sessionStorage.getItem(STORED) ?? this.#tabs[0].id);
  }

  choose(id) {
    const chosen = this.#tabs.find((tab) => tab.id === id) ?? this.#tabs[0];
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
    sessionStorage.setItem(STORED, chosen.id);
    this.chosen = chosen.id;
    this.dispatchEvent(new Event("change"));
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const index = this.#tabs.findIndex((tab) => tab.id === this.chosen);
    const next = this.#tabs[(index + step + this.#tabs.length) % this.#tabs.length];
    this.choose(next.id);
    next.focus();
  }
}
