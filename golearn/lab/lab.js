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

// A slider's handle is what has the focus, and it has no name of its own.
function nameHandles(root) {
  for (const handle of root.querySelectorAll(".noUi-handle:not([aria-label])")) {
    const label = handle.closest(".jupyter-widgets")?.querySelector(".widget-label");
    if (label?.textContent) handle.setAttribute("aria-label", label.textContent);
  }
}

// A drawing that is wider than the page is moved sideways, by arrow keys too.
function letMove(root) {
  for (const box of root.querySelectorAll(".gl-wide")) {
    if (box.scrollWidth <= box.clientWidth + 1) {
      box.removeAttribute("tabindex");
      continue;
    }
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "picture, can be moved sideways");
    box.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

// Drawings are made for the widest of a few rooms that the lab has; hidden, it has none.
function tellRoom(model, root) {
  const pixels = root.clientWidth - 4;
  if (pixels <= 0) return;
  const rooms = model.get("rooms");
  const room = Math.max(rooms[0], ...rooms.filter((room) => room <= pixels));
  if (room === model.get("room")) return;
  model.set("room", room);
  model.save_changes();
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

// A text box holds its second update back until the kernel is done with the first, and a click
// would overtake it; a kernel with several threads may even turn two messages round. So what was
// typed and the button that is pressed go in one message. (Parts with buttons of their own get
// the texts ahead of their message.)
function together(model) {
  const typed = new Map();
  const numbered = (node, name) => {
    const found = node.closest(`[class*=${name}-]`)?.className ?? "";
    return new RegExp(`\\b${name}-(\\d+)\\b`).exec(found)?.[1];
  };
  const type = (event) => {
    const name = numbered(event.target, "gl-text");
    if (name !== undefined) typed.set(name, event.target);
  };
  const click = (event) => {
    if (!typed.size || !event.target.closest("button")) return;
    const texts = Object.fromEntries([...typed].map(([name, box]) => [name, box.value]));
    const press = numbered(event.target, "gl-press");
    typed.clear();
    if (press !== undefined) event.stopPropagation();
    model.send({ texts, press: press === undefined ? null : Number(press) });
  };
  return { type, click };
}

function render({ model, el }) {
  el.classList.add("gl-alert");
  el.setAttribute("role", "alert");
  const update = () => { el.textContent = model.get("text"); };
  model.on("change:text", update);
  update();

  const { type, click } = together(model);
  let root = null;
  let wanted = 0;
  const observer = new MutationObserver(() => {
    keepKeys(root);
    nameHandles(root);
    letMove(root);
  });
  const resize = new ResizeObserver(() => {
    letMove(root);
    tellRoom(model, root);
  });
  const enter = () => {
    root = el.closest(".gl-lab");
    if (!root) {
      wanted = requestAnimationFrame(enter);
      return;
    }
    keepKeys(root);
    nameHandles(root);
    observer.observe(root, { childList: true, subtree: true });
    resize.observe(root);
    root.addEventListener("keydown", pressEnter, true);
    root.addEventListener("input", type, true);
    root.addEventListener("click", click, true);
  };
  enter();
  return () => {
    cancelAnimationFrame(wanted);
    observer.disconnect();
    resize.disconnect();
    root?.removeEventListener("keydown", pressEnter, true);
    root?.removeEventListener("input", type, true);
    root?.removeEventListener("click", click, true);
    model.off("change:text", update);
  };
}

export default { render };
