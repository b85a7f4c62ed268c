// A question with buttons for its choices. The kernel knows what is right; here it is only shown.

function make(tag, parent, attributes = {}, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  parent.append(node);
  return node;
}

const KEPT = { "data-lm-suppress-shortcuts": "true" };

function render({ model, el }) {
  el.classList.add("gl-quizpanel");
  const row = make("div", el, { class: "gl-quizpanel-row" });
  const begin = make("button", row, { type: "button", ...KEPT }, "Predict");
  const label = make("label", row, {}, "seed ");
  const seed = make("input", label, { type: "number", min: 0, max: 999999, ...KEPT });
  const score = make("span", row, { class: "gl-score", "aria-live": "polite" });
  const close = make("button", row, { type: "button", ...KEPT }, "Close the question");
  const box = make("div", el, { class: "gl-question", role: "group", "aria-label": "question" });
  const asks = make("p", box, { class: "gl-asks", tabindex: -1, "aria-live": "polite" });
  const list = make("div", box, { class: "gl-choices" });
  const verdict = make("p", box, { class: "gl-verdict", "aria-live": "polite" });

  const answer = (number) => {
    if (model.get("verdict") || number >= model.get("choices").length) return;
    model.send({ answer: number });
  };
  begin.addEventListener("click", () => model.send({ do: "ask" }));
  close.addEventListener("click", () => {
    model.send({ do: "close" });
    begin.focus();
  });
  seed.addEventListener("change", () => {
    model.set("seed", Math.min(Math.max(Math.trunc(Number(seed.value)) || 0, 0), 999999));
    model.save_changes();
  });
  seed.addEventListener("keydown", (event) => event.stopPropagation());
  box.addEventListener("keydown", (event) => {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    answer(Number(event.key) - 1);
  });

  let drawn = "";
  const writeChoices = () => {
    const choices = model.get("choices");
    if (drawn !== JSON.stringify(choices)) {
      drawn = JSON.stringify(choices);
      list.replaceChildren();
      choices.forEach((text, i) => {
        const button = make("button", list, { type: "button", ...KEPT });
        make("kbd", button, {}, `${i + 1}`);
        button.append(text);
        button.addEventListener("click", () => answer(i));
      });
      if (document.activeElement === begin) list.firstChild?.focus({ preventScroll: true });
    }
    [...list.children].forEach((button, i) => {
      const right = i === model.get("right");
      const wrong = !right && i === model.get("chosen") && model.get("right") >= 0;
      button.className = right ? "gl-right" : wrong ? "gl-wrong" : "";
      button.querySelector("kbd").textContent = right ? "✓" : wrong ? "✗" : `${i + 1}`;
      button.setAttribute("aria-disabled", String(model.get("right") >= 0));
    });
  };
  const update = () => {
    const text = model.get("text");
    begin.textContent = text ? "Next question" : "Predict";
    close.hidden = box.hidden = !text && !model.get("trouble");
    if (asks.textContent !== text) asks.textContent = text;
    score.textContent = model.get("score");
    if (document.activeElement !== seed) seed.value = model.get("seed");
    writeChoices();
    const says = [model.get("trouble"), model.get("verdict")].filter(Boolean).join(" ");
    if (verdict.textContent !== says) verdict.textContent = says;
  };
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
