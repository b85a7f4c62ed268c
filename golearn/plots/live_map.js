// Paints the frames that the kernel sends. Knows nothing of heaps but rows, cells and marks.

const GUTTER = 8;
const HEIGHT = 210;
const LABEL = 11; // pixels of a row's address, which may stand out below a low row

function isDark() {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

// The pieces of a range of bytes, row by row: [row, first byte in the row, bytes].
function pieces(frame, range) {
  const result = [];
  if (!range) return result;
  let low = range[0] - frame.base;
  const end = Math.min(low + range[1], frame.rows * frame.rowBytes);
  while (low < end) {
    const row = Math.floor(low / frame.rowBytes);
    const x = low - row * frame.rowBytes;
    const n = Math.min(end - low, frame.rowBytes - x);
    result.push([row, x, n]);
    low += n;
  }
  return result;
}

class Painter {
  constructor(canvas, model) {
    this.canvas = canvas;
    this.model = model;
    this.cells = document.createElement("canvas");
    this.focused = false;
  }

  // Where things are, in CSS pixels.
  measure(context, frame) {
    const width = this.canvas.parentElement.clientWidth - 28;
    const row = Math.max(3, Math.min(18, Math.floor(HEIGHT / frame.ofRows)));
    const longest = frame.labels.reduce((a, b) => (a.length > b.length ? a : b), "");
    context.font = this.font(LABEL);
    const left = Math.ceil(context.measureText(longest).width) + GUTTER;
    const gap = row >= 10 ? 3 : row >= 6 ? 1 : 0;
    const height = row * frame.rows + Math.max(0, LABEL + 2 - row + gap);
    return { width, left, plot: Math.max(width - left, 16), row, gap, height };
  }

  font(size, weight = 400) {
    return `${weight} ${size}px ${getComputedStyle(this.canvas).fontFamily}`;
  }

  paint() {
    const frame = this.model.get("frame");
    if (!frame || !frame.rows || !this.canvas.isConnected) return;
    const ratio = window.devicePixelRatio || 1;
    const context = this.canvas.getContext("2d");
    const at = (this.at = this.measure(context, frame));
    if (at.width <= 0) return;
    this.canvas.width = Math.round(at.width * ratio);
    this.canvas.height = Math.round(at.height * ratio);
    this.canvas.style.height = `${at.height}px`;
    context.scale(ratio, ratio);
    this.ink = getComputedStyle(this.canvas).color;
    this.paintCells(context, frame, at);
    this.paintLabels(context, frame, at);
    this.paintBlocks(context, frame, at);
    this.paintEdges(context, frame, at);
    this.paintMarks(context, frame, at);
    this.fit(Math.floor(at.plot * ratio));
  }

  // The kernel draws no more cells than there are pixels, so that none is skipped.
  fit(pixels) {
    const columns = Math.max(32, Math.min(512, 2 ** Math.floor(Math.log2(pixels))));
    if (columns !== this.model.get("columns")) {
      this.model.set("columns", columns);
      this.model.save_changes();
    }
  }

  paintCells(context, frame, at) {
    const { rows, columns, pixels } = frame;
    const table = this.model.get("palettes")[isDark() ? "dark" : "light"];
    const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const image = new ImageData(columns, rows);
    for (let i = 0; i < bytes.length; i++) {
      const index = bytes[i];
      image.data[4 * i] = table[3 * index];
      image.data[4 * i + 1] = table[3 * index + 1];
      image.data[4 * i + 2] = table[3 * index + 2];
      image.data[4 * i + 3] = index === 192 ? 0 : 255;
    }
    this.cells.width = columns;
    this.cells.height = rows;
    this.cells.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    for (let row = 0; row < rows; row++) {
      const y = row * at.row;
      context.drawImage(this.cells, 0, row, columns, 1, at.left, y, at.plot, at.row - at.gap);
    }
  }

  paintLabels(context, frame, at) {
    const every = 2 ** Math.ceil(Math.log2(Math.max(1, 15 / at.row))); // for round addresses
    context.fillStyle = this.ink;
    context.globalAlpha = 0.65;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.font = this.font(LABEL);
    frame.labels.forEach((text, row) => {
      if (row % every === 0)
        context.fillText(text, at.left - GUTTER, row * at.row + Math.max(at.row - at.gap, LABEL) / 2);
    });
    context.globalAlpha = 1;
  }

  boxes(frame, at, range) {
    return pieces(frame, range).map(([row, x, n]) => ({
      x: at.left + (x * at.plot) / frame.rowBytes,
      y: row * at.row,
      w: Math.max((n * at.plot) / frame.rowBytes, 2),
      h: at.row - at.gap,
    }));
  }

  hatch(context, box, color, both) {
    context.save();
    context.beginPath();
    context.rect(box.x, box.y, box.w, box.h);
    context.clip();
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.beginPath();
    const from = Math.floor(box.x / 6) * 6 - box.h;
    for (let x = from; x < box.x + box.w + box.h; x += 6) {
      context.moveTo(x, box.y + box.h);
      context.lineTo(x + box.h, box.y);
      if (both) {
        context.moveTo(x, box.y);
        context.lineTo(x + box.h, box.y + box.h);
      }
    }
    context.stroke();
    context.restore();
  }

  write(context, box, text, color) {
    const size = Math.min(12, box.h - 3);
    if (size < 7) return;
    context.font = this.font(size, 600);
    if (context.measureText(text).width + 4 > box.w) return;
    context.fillStyle = color;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, box.x + box.w / 2, box.y + box.h / 2 + 0.5);
  }

  paintBlocks(context, frame, at) {
    const paper = getComputedStyle(this.canvas.parentElement).backgroundColor;
    const fresh = frame.new;
    for (const box of this.boxes(frame, at, fresh)) {
      context.fillStyle = this.model.get("inks").new;
      context.fillRect(box.x, box.y, box.w, box.h);
    }
    if (frame.blocks.length || frame.visited.length) {
      for (const range of frame.dead)
        for (const box of this.boxes(frame, at, range)) this.hatch(context, box, "#0004", true);
    }
    for (const [start, size, asked, id] of frame.blocks) {
      for (const box of this.boxes(frame, at, [start + asked, size - asked])) {
        context.fillStyle = fresh && fresh[0] === start ? this.model.get("inks").wasted : "#0000";
        context.fillRect(box.x, box.y, box.w, box.h);
        this.hatch(context, box, "#0008", false);
      }
      const all = this.boxes(frame, at, [start, size]);
      context.strokeStyle = paper;
      context.lineWidth = 1;
      for (const box of all) context.strokeRect(box.x, box.y, box.w, box.h);
      const widest = all.reduce((a, b) => (b.w > a.w ? b : a), all[0]);
      if (widest) this.write(context, widest, String(id), "#fff");
    }
    frame.visited.forEach((range, i) => {
      const all = this.boxes(frame, at, range);
      for (const box of all) this.stroke(context, box, "#6b6410", 1.5, [3, 2]);
      const taken = fresh && fresh[0] === range[0];
      const widest = all.reduce((a, b) => (b.w > a.w ? b : a), all[0]);
      if (widest && !taken) this.write(context, widest, `${i + 1}.`, "#3a3608");
    });
  }

  // Between neighbours of a row or more: along the end of the first, a step, and the second's top.
  paintEdges(context, frame, at) {
    context.strokeStyle = getComputedStyle(this.canvas.parentElement).backgroundColor;
    context.lineWidth = 1.5;
    for (const start of frame.edges) {
      const row = Math.floor((start - frame.base) / frame.rowBytes);
      const x = at.left + ((start - frame.base - row * frame.rowBytes) * at.plot) / frame.rowBytes;
      const [above, below] = [row * at.row, (row + 1) * at.row];
      context.beginPath();
      context.moveTo(at.left, below);
      for (const [to, y] of [[x, below], [x, above], [at.left + at.plot, above]]) context.lineTo(to, y);
      context.stroke();
    }
  }

  stroke(context, box, color, width, dash) {
    context.setLineDash(dash);
    context.strokeStyle = color;
    context.lineWidth = width;
    const inset = width / 2;
    const w = Math.max(box.w - width, 1);
    context.strokeRect(box.x + inset, box.y + inset, w, Math.max(box.h - width, 1));
    context.setLineDash([]);
  }

  paintMarks(context, frame, at) {
    const { chosen } = this.model.get("inks");
    for (const box of this.boxes(frame, at, frame.chosen)) this.stroke(context, box, chosen, 2.5, []);
    for (const box of this.boxes(frame, at, frame.freed)) this.stroke(context, box, this.ink, 1.5, [5, 3]);
    this.paintPointer(context, frame, at);
    const cursor = this.model.get("cursor");
    if (!cursor.length) return;
    for (const box of this.boxes(frame, at, cursor)) {
      this.stroke(context, box, "#fff", 4, []);
      this.stroke(context, box, "#000", 2, []);
    }
  }

  // Where bump or next fit goes on: a bar with two arrowheads, between two bytes.
  paintPointer(context, frame, at) {
    if (!frame.pointer) return;
    const row = Math.floor((frame.pointer - frame.base - 1) / frame.rowBytes);
    const byte = frame.pointer - frame.base - row * frame.rowBytes;
    const x = at.left + (byte * at.plot) / frame.rowBytes;
    const h = Math.max(at.row - at.gap, 12); // a low row's stands out
    const y = Math.max(row * at.row + (at.row - at.gap - h) / 2, 0);
    const mark = new Path2D();
    mark.rect(x - 1.5, y, 3, h);
    for (const [edge, way] of [[y, 1], [y + h, -1]]) {
      mark.moveTo(x - 6 * way, edge); // all one way round, or they would cancel out
      mark.lineTo(x + 6 * way, edge);
      mark.lineTo(x, edge + way * Math.min(7, h / 2));
      mark.closePath();
    }
    context.strokeStyle = getComputedStyle(this.canvas.parentElement).backgroundColor;
    context.lineWidth = 2;
    context.stroke(mark);
    context.fillStyle = this.ink;
    context.fill(mark);
  }

  // The address under a point of the canvas, or null.
  address(event) {
    const frame = this.model.get("frame");
    if (!this.at || !frame.rows) return null;
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left - this.at.left;
    const row = Math.floor((event.clientY - box.top) / this.at.row);
    if (x < 0 || x >= this.at.plot || row < 0 || row >= frame.rows) return null;
    return frame.base + row * frame.rowBytes + Math.floor((x * frame.rowBytes) / this.at.plot);
  }
}

function element(tag, name, parent) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  parent.append(node);
  return node;
}

function listen(canvas, painter, model) {
  const keys = {
    ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
    Home: "home", End: "end",
  };
  canvas.addEventListener("keydown", (event) => {
    const cursor = model.get("cursor");
    if (event.key === "Enter" && cursor.length) {
      event.preventDefault();
      event.stopPropagation();
      model.send({ pick: cursor[0] });
      return;
    }
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    model.send({ move: keys[event.key] });
  });
  let asked = -2;
  const look = (address) => {
    if (address !== asked) model.send({ look: address });
    asked = address;
  };
  canvas.addEventListener("pointermove", (event) => {
    const address = painter.address(event);
    if (address !== null) look(address);
  });
  canvas.addEventListener("pointerleave", () => look(-1));
  canvas.addEventListener("click", (event) => {
    const address = painter.address(event);
    if (address !== null) model.send({ pick: address });
  });
}

function writeHead(model, title, facts) {
  title.replaceChildren();
  if (model.get("title")) {
    const glyph = element("span", "gl-glyph", title);
    glyph.textContent = model.get("glyph");
    glyph.style.color = model.get("color") === "#000000" ? "inherit" : model.get("color");
    glyph.setAttribute("aria-hidden", "true");
    title.append(model.get("title"));
  }
  facts.replaceChildren();
  for (const [name, value] of model.get("facts")) {
    const fact = element("span", "", facts);
    fact.append(`${name} `);
    element("b", "", fact).textContent = value;
  }
}

function render({ model, el }) {
  el.classList.add("gl-map");
  const header = element("div", "gl-head", el);
  const title = element("h4", "", header);
  const facts = element("div", "gl-facts", header);
  const canvas = element("canvas", "", el);
  const readout = element("div", "gl-readout", el);
  const story = element("p", "gl-story", el);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "heap map; arrow keys go from block to block");
  canvas.setAttribute("data-lm-suppress-shortcuts", "true");
  readout.setAttribute("aria-live", "polite");
  story.setAttribute("aria-live", "polite");

  const painter = new Painter(canvas, model);
  let wanted = 0;
  const paint = () => {
    cancelAnimationFrame(wanted);
    wanted = requestAnimationFrame(() => painter.paint());
  };
  const update = () => {
    writeHead(model, title, facts);
    canvas.setAttribute("aria-label", model.get("alt"));
    readout.textContent = model.get("readout") || "\u00a0";
    if (story.textContent !== model.get("story")) story.textContent = model.get("story");
    paint();
  };
  model.on("change", update);
  listen(canvas, painter, model);
  const resize = new ResizeObserver(paint);
  resize.observe(el);
  const theme = new MutationObserver(paint);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  update();
  return () => {
    cancelAnimationFrame(wanted);
    model.off("change", update);
    resize.disconnect();
    theme.disconnect();
  };
}

export default { render };
