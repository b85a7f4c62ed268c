// A button that opens the browser's file dialog and sends the chosen file.

function render({ model, el }) {
  el.classList.add("gl-file");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "jupyter-widgets jupyter-button widget-button";
  button.textContent = "Load a file";
  const input = document.createElement("input");
  input.type = "file";
  input.hidden = true;
  const name = document.createElement("span");
  el.append(button, input, name);
  button.addEventListener("click", () => {
    input.value = ""; // so that the same file can be loaded again
    input.click();
  });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (file) model.send({ name: file.name }, undefined, [await file.arrayBuffer()]);
  });
  const update = () => { name.textContent = model.get("loaded"); };
  model.on("change:loaded", update);
  update();
  return () => model.off("change:loaded", update);
}

export default { render };
