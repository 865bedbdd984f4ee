// Runs before the page is painted: with the reader's choice of colours, and telling the styles that scripts run.
document.documentElement.classList.add("script");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "dark") document.getElementById("dark-colors").media = "all";
  if (theme === "light") document.getElementById("dark-colors").media = "not all";
} catch {
  // Without storage the system's choice stands.
}
