// Runs before the page is painted: with the reader's choice of colours, and telling the styles that scripts run.
document.documentElement.classList.add("script");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's choice stands.
}
