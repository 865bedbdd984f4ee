// What every page has: the switch between light and dark.
const toggle = document.getElementById("theme-toggle");
const darkColors = document.getElementById("dark-colors");
const systemDark = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => matchMedia(darkColors.media).matches;

function announce() {
  toggle.setAttribute("aria-pressed", String(isDark()));
  document.dispatchEvent(new Event("theme-change"));
}

toggle.addEventListener("click", () => {
  const dark = !isDark();
  darkColors.media = dark ? "all" : "not all";
  try {
    localStorage.setItem("theme", dark ? "dark" : "light");
  } catch {
    // The choice then lasts as long as the page.
  }
  announce();
});
systemDark.addEventListener("change", announce);
announce();
