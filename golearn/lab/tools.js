// Takes away what the kernel hands over: text to the clipboard, bytes as a download.

function make(tag, parent, attributes = {}, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  parent.append(node);
  return node;
}

function save(name, type, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  document.body.append(link); // some browsers follow only a link that is in the page
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A page that is not on this computer and not encrypted has no clipboard but the old command.
async function copy(area, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    area.focus();
    area.select();
    return document.execCommand("copy");
  }
}

function render({ model, el }) {
  el.classList.add("gl-tools");
  const row = make("div", el, { class: "gl-tools-row" });
  const press = (text, action) => {
    const button = make("button", row, { type: "button", "data-lm-suppress-shortcuts": "true" }, text);
    button.addEventListener("click", action);
    return button;
  };
  let asked = false; // this view, not another view of the same lab
  const want = (what) => () => {
    asked = true;
    model.send({ want: what });
  };
  press("Copy as code", want("code"));
  press("Save picture", want("picture"));
  const trace = press("Save trace", want("trace"));
  const help = press("? Keys", () => {
    model.send({ want: "keys" });
    keys.hidden = !keys.hidden;
    help.setAttribute("aria-expanded", String(!keys.hidden));
    showKeys();
  });
  help.setAttribute("aria-expanded", "false");
  const done = make("span", row, { class: "gl-done", role: "status" });
  const area = make("textarea", el, { readonly: "", spellcheck: "false", "aria-label": "code that makes this lab again" });
  const keys = make("dl", el, { "aria-label": "keys" });
  area.hidden = keys.hidden = true;
  area.addEventListener("keydown", (event) => event.stopPropagation());

  // They are the last of a lab, and come a moment after they were asked for.
  const showKeys = () => keys.hidden || keys.scrollIntoView({ block: "nearest" });

  const hear = async (message, buffers) => {
    if (!asked) return;
    asked = false;
    if (message.save) {
      save(message.save, message.type, buffers[0]);
      done.textContent = `${message.save} is saved.`;
      return;
    }
    area.value = message.copy;
    area.rows = Math.min(message.copy.split("\n").length, 12);
    area.hidden = false;
    const copied = await copy(area, message.copy);
    done.textContent = copied ? "The code is in the clipboard." : "Copy the code below.";
  };
  const update = () => {
    const name = model.get("trace");
    trace.hidden = !name;
    trace.textContent = `Save ${name}`;
    keys.replaceChildren();
    for (const [key, does] of model.get("shortcuts")) {
      make("dt", keys, {}, key);
      make("dd", keys, {}, does);
    }
    showKeys();
    if (model.get("trouble")) done.textContent = model.get("trouble");
  };
  model.on("change", update);
  model.on("msg:custom", hear);
  update();
  return () => {
    model.off("change", update);
    model.off("msg:custom", hear);
  };
}

export default { render };
