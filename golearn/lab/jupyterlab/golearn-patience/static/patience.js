// anywidget gives a control two seconds to set itself up and then never shows it. A slow computer,
// or a notebook with many labs that are made at once, may need longer.

const timeout = AbortSignal.timeout.bind(AbortSignal);
const OF_ANYWIDGET = 2000;
AbortSignal.timeout = (milliseconds) =>
  timeout(milliseconds === OF_ANYWIDGET ? 120_000 : milliseconds);

// JupyterLab loads an extension as a module of this shape. This one is done by now.
window._JUPYTERLAB = window._JUPYTERLAB ?? {};
window._JUPYTERLAB["golearn-patience"] = {
  init() {},
  async get() {
    const plugin = {
      id: "golearn-patience:plugin",
      description: "Gives the controls of a lab more than two seconds to set themselves up.",
      autoStart: true,
      activate() {},
    };
    return () => ({ __esModule: true, default: plugin });
  },
};
