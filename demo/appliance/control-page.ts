/** The page on which a person sets the speed, stops time and breaks something. */

/** One HTML document without anything from elsewhere. */
export function controlPage(faults: readonly string[]): string {
  const fault = (name: string) => `<label><input type="checkbox" data-fault="${name}"> ${name}</label>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Stand-in appliance</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  label { display: inline-block; min-width: 12rem; }
  td, th { text-align: right; padding: 0 1rem 0 0; }
  td:first-child, th:first-child { text-align: left; }
</style>
<h1>Stand-in appliance</h1>
<p><strong id="now"></strong> <span id="release"></span></p>
<p>
  <button id="pause"></button>
  <label>Speed <input id="speed" type="number" min="1" max="100000"></label>
  <button data-jump="3600">An hour on</button>
  <button data-jump="86400">A day on</button>
</p>
<p>
  <label>Version <input id="version" value="26.4.1"></label>
  <button id="upgrade">Upgrade now</button>
  <button id="swap">Swap the pair</button>
</p>
<table><thead><tr><th>Kind<th>Clients<th>Online<th>Behind</thead><tbody id="kinds"></tbody></table>
<h2>Break something</h2>
<p>${faults.map(fault).join("\n")}</p>
<p role="status" id="said"></p>
<script>
  const $ = (id) => document.getElementById(id);
  let paused = false;
  async function ask(path, body) {
    const options = body && { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch("/stand-in/" + path, options);
    const told = await answer.json();
    $("said").textContent = answer.ok ? "" : told.message;
    return told;
  }
  async function show() {
    const state = await ask("state");
    paused = state.paused;
    $("now").textContent = state.now.slice(0, 16).replace("T", " ") + " UTC";
    $("release").textContent = (state.up ? "serves " : "is down; had ") + state.units[state.serving].version +
      " on unit " + state.serving + ", " + state.upgradesRunning + " upgrades running, " + state.requests + " requests";
    $("pause").textContent = paused ? "Go on" : "Stop time";
    if (document.activeElement !== $("speed")) $("speed").value = state.speed;
    $("kinds").replaceChildren(...Object.entries(state.kinds).map(([kind, { clients, online, behind }]) => {
      const row = document.createElement("tr");
      for (const text of [kind, clients, online, behind]) row.insertCell().textContent = text;
      return row;
    }));
    for (const box of document.querySelectorAll("[data-fault]")) box.checked = box.dataset.fault in state.faults;
  }
  const does = (deed) => async (event) => { await deed(event.target); show(); };
  $("pause").onclick = does(() => ask("clock", { paused: !paused }));
  $("speed").onchange = does((field) => ask("clock", { speed: Number(field.value) }));
  $("upgrade").onclick = does(() => ask("upgrade", { version: $("version").value }));
  $("swap").onclick = does(() => ask("swap", {}));
  for (const button of document.querySelectorAll("[data-jump]"))
    button.onclick = does(() => ask("clock", { jumpSeconds: Number(button.dataset.jump) }));
  for (const box of document.querySelectorAll("[data-fault]"))
    box.onchange = does(() => ask("faults", { name: box.dataset.fault, on: box.checked }));
  show();
  setInterval(show, 1000);
</script>
</html>
`;
}
