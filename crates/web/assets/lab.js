// The calls of a world as they are answered, put in front of those that the page came with.
const MOST = 500;
const STEPS = { token: "Token", app: "App", actor: "Who calls", feature: "As-User feature", role: "Role", target: "Target", scope: "Scope" };
const OUTCOMES = { passed: ["ok", "check", "Pass"], failed: ["bad", "cross", "Refused here"], "not asked": ["", "minus", "Not asked"] };
const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
const at = (id) => document.getElementById(id);
const copy = (id) => at(id).content.firstElementChild.cloneNode(true);
const rows = at("calls").tBodies[0];

function front(place, made) {
  place.prepend(made);
  while (place.children.length > MOST) place.lastElementChild.remove();
}

// Of a call to this very address the address is left out.
const short = (url) => (url.startsWith(`${location.origin}/`) ? url.slice(location.origin.length) : url);

function call(of) {
  const row = copy("call");
  const [number, asked, status, took, who, when] = row.cells;
  number.textContent = of.number;
  asked.querySelector("b").textContent = of.method;
  asked.querySelector("span").textContent = short(of.url);
  asked.querySelector("small").textContent = of.operation;
  const [pill, fault] = status.children;
  pill.textContent = of.status;
  pill.classList.add(of.status < 400 ? "ok" : "bad");
  if (!of.faults && !of.lost) fault.remove();
  took.textContent = `${of.took_ms.toFixed(1)} ms`;
  const [actor, user] = [of.actor?.name ?? "", of.user?.name ?? ""];
  who.textContent = (actor === user ? user : `${actor} as ${user}`) || "–";
  when.firstElementChild.textContent = `${TIME.format(new Date(of.at))} UTC`;
  when.firstElementChild.setAttribute("datetime", of.at);
  return row;
}

function step(of) {
  const made = copy("step");
  const [tone, icon, outcome] = OUTCOMES[of.outcome] ?? ["", "minus", "Not reached"];
  made.className = tone;
  made.querySelector("use").setAttribute("href", `#i-${icon}`);
  const [label, pill] = made.querySelector("h3").children;
  label.textContent = STEPS[of.step] ?? "Rights";
  pill.textContent = outcome;
  if (tone) pill.classList.add(tone);
  made.querySelector("p").textContent = of.found;
  return made;
}

function refusal(of) {
  const made = copy("refusal");
  made.querySelector(".pill").textContent = of.status;
  made.querySelector("b").textContent = of.refused.reason;
  made.querySelector("small").textContent = `${of.number} · ${of.operation}`;
  made.querySelector(".alert div").textContent = of.refused.remedy;
  made.querySelector("ol").append(...of.refused.steps.map(step));
  return made;
}

function say(what, tone) {
  const place = at("live");
  place.textContent = what;
  place.className = `pill ${tone}`;
  place.hidden = false;
}

const stream = new EventSource(at("main").dataset.live);
stream.addEventListener("open", () => say("Live", "ok"));
stream.addEventListener("error", () => say("Not connected", "warn"));
stream.addEventListener("missed", (event) => say(`Live; ${event.data} were too fast to be shown`, "warn"));
stream.addEventListener("request", (event) => {
  const told = JSON.parse(event.data);
  if (short(told.url).startsWith("/assets/")) return;
  front(rows, call(told));
  [at("calls").hidden, at("no-calls").hidden] = [false, true];
  if (!told.refused) return;
  front(at("refusals"), refusal(told));
  at("no-refusals").hidden = true;
});
