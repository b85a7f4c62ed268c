// Buttons, a slider and a clock. The kernel says when a picture is complete (`shown`).

const ICONS = {
  start: "M6 5v14M19 5L9 12l10 7z",
  back: "M16 5L7 12l9 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M8 5v14M16 5v14",
  next: "M8 5l9 7-9 7z",
  end: "M18 5v14M5 5l10 7-10 7z",
};

const SPEEDS = [1, 4, 20, 100, 1000];
const TICK = 50; // milliseconds between pictures at high speed

function make(tag, parent, attributes) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

function icon(button, name) {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

function render({ model, el }) {
  el.classList.add("gl-player");
  const row = make("div", el, { class: "gl-player-row", role: "group", "aria-label": "player" });
  const press = (name, label, action) => {
    const button = make("button", row, {
      type: "button", "aria-label": label, title: label, "data-lm-suppress-shortcuts": "true",
    });
    icon(button, name);
    button.addEventListener("click", action);
    return button;
  };

  const unit = model.get("unit").slice(0, -1);
  let timer = null;
  let sent = model.get("value");
  let queued = null;
  const last = () => model.get("last");

  // One picture at a time: while one is being made, only the newest wish is kept.
  const ask = (value) => {
    const wish = Math.min(Math.max(value, 0), last());
    slider.value = wish;
    if (sent !== model.get("shown")) {
      queued = wish;
      return;
    }
    if (wish === model.get("value")) return;
    sent = wish;
    model.set("value", wish);
    model.save_changes();
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
    icon(play, "play");
    play.setAttribute("aria-label", "play");
    play.title = "play";
  };
  const tick = () => {
    const speed = Number(pace.value);
    const stride = Math.max(1, Math.round((speed * TICK) / 1000));
    const here = Number(slider.value);
    if (here >= last()) return stop();
    if (sent === model.get("shown")) ask(here + stride);
    timer = setTimeout(tick, Math.max(TICK, 1000 / speed));
  };
  const start = () => {
    if (Number(slider.value) >= last()) ask(0);
    icon(play, "pause");
    play.setAttribute("aria-label", "pause");
    play.title = "pause";
    timer = setTimeout(tick, 250);
  };
  const go = (target) => () => {
    stop();
    ask(target());
  };

  press("start", "to the start", go(() => 0));
  press("back", `one ${unit} back`, go(() => Number(slider.value) - 1));
  const play = press("play", "play", () => (timer === null ? start() : stop()));
  press("next", `one ${unit} on`, go(() => Number(slider.value) + 1));
  press("end", "to the end", go(last));
  const slider = make("input", row, {
    type: "range", min: 0, step: 1, "aria-label": unit, "data-lm-suppress-shortcuts": "true",
  });
  slider.addEventListener("input", () => {
    stop();
    ask(Number(slider.value));
  });
  const label = make("label", row, { class: "gl-pace" });
  label.append(`${model.get("unit")}/s `);
  const pace = make("select", label, { "data-lm-suppress-shortcuts": "true" });
  for (const speed of SPEEDS) make("option", pace, { value: speed }).textContent = speed;
  pace.value = 4;
  const says = make("div", el, { class: "gl-says", "aria-live": "polite" });

  slider.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    play.click();
  });
  for (const node of [slider, pace])
    node.addEventListener("keydown", (event) => event.stopPropagation());

  const update = () => {
    slider.max = last();
    if (sent === model.get("shown") && queued !== null) {
      const wish = queued;
      queued = null;
      ask(wish);
    } else if (queued === null && model.get("value") === model.get("shown")) {
      sent = model.get("value");
      slider.value = sent;
    }
    const text = model.get("says");
    if (says.textContent !== text) says.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  };
  model.on("change", update);
  update();
  return () => {
    clearTimeout(timer);
    model.off("change", update);
  };
}

export default { render };
