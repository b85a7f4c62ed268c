// Light or dark: as the system has it until the visitor chooses; labs open in the same.

const root = document.documentElement;
const button = document.getElementById("theme");
const other = { light: "dark", dark: "light" };

function now() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return root.dataset.theme || (dark ? "dark" : "light");
}

function keep(theme) {
  root.dataset.theme = theme;
  document.cookie = `golearn-theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  button.textContent = other[theme] === "dark" ? "Dark" : "Light";
}

keep(now());
button.hidden = false;
button.addEventListener("click", () => keep(other[now()]));
