// What every page has: the switch between light and dark.
const root = document.documentElement;
const toggle = document.getElementById("theme-toggle");
const systemDark = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

function announce() {
  toggle.setAttribute("aria-pressed", String(isDark()));
  document.dispatchEvent(new Event("theme-change"));
}

toggle.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  announce();
});
systemDark.addEventListener("change", announce);
announce();
