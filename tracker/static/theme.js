// Chooses light or dark before anything is painted, when the reader leaves the choice to the device.
(() => {
  const root = document.documentElement;
  if (root.dataset.scheme !== "auto") return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  follow();
  dark.addEventListener("change", follow);
})();
