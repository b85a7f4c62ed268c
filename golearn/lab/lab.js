// The line of messages; and, as every lab has one, what all controls of a lab have in common.

const CONTROLS = [
  "select", "button", "[role=slider]",
  ...["checkbox", "radio", "range", "file"].map((type) => `input[type=${type}]`),
].join();

// JupyterLab takes arrows and letters for itself unless the element with the focus forbids it.
function keepKeys(root) {
  for (const control of root.querySelectorAll(CONTROLS))
    if (!control.hasAttribute("data-lm-suppress-shortcuts"))
      control.setAttribute("data-lm-suppress-shortcuts", "true");
}

// Enter in a text box presses the main button of its row; the box's text goes ahead of it.
// (Text boxes keep keys to themselves, so it is heard on the way down to them.)
function pressEnter(event) {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || !box.matches("input[type=text]")) return;
  const button = box.closest(".gl-row")?.querySelector("button.mod-primary");
  if (!button) return;
  box.blur();
  button.click();
  box.focus();
}

function render({ model, el }) {
  el.classList.add("gl-alert");
  el.setAttribute("role", "alert");
  const update = () => { el.textContent = model.get("text"); };
  model.on("change:text", update);
  update();

  let root = null;
  let wanted = 0;
  const observer = new MutationObserver(() => keepKeys(root));
  const enter = () => {
    root = el.closest(".gl-lab");
    if (!root) {
      wanted = requestAnimationFrame(enter);
      return;
    }
    keepKeys(root);
    observer.observe(root, { childList: true, subtree: true });
    root.addEventListener("keydown", pressEnter, true);
  };
  enter();
  return () => {
    cancelAnimationFrame(wanted);
    observer.disconnect();
    root?.removeEventListener("keydown", pressEnter, true);
    model.off("change:text", update);
  };
}

export default { render };
