// Tell the visitor when the lab's kernel has gone: the controls would not answer any more.

const ASK = 20_000; // milliseconds
const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const gone = document.getElementById("gone");

async function ask() {
  const answer = await fetch(`/api/kernels/${config.kernelId}`).catch(() => null);
  gone.hidden = Boolean(answer?.ok);
}

setInterval(ask, ASK);
document.addEventListener("visibilitychange", () => document.hidden || ask());
