// The live explorer: makes the call of the page it is on. The token stays in this tab (sessionStorage).
const KEPT = "boxwood-explorer";
const at = (id) => document.getElementById(id);
const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
const keep = (more) => sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...more }));

const encoded = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const drawn = () => encoded(crypto.getRandomValues(new Uint8Array(32)));

function say(what) {
  const place = at("try-error") ?? at("coming-back");
  place.textContent = what;
  place.hidden = false;
}

// Back from the consent page: the code and the verifier are worth a token.
async function comeBack() {
  const query = new URLSearchParams(location.search);
  const { verifier, state, from, client } = kept();
  keep({ verifier: undefined, state: undefined, client: undefined });
  if (!query.has("code") && !query.has("error")) return;
  history.replaceState(null, "", location.pathname);
  if (!verifier || query.get("state") !== state) return say("This login was not begun in this tab. Go back to an operation and log in there.");
  if (query.has("error")) return say(`The login was not granted: ${query.get("error_description") ?? query.get("error")}`);
  const fields = { grant_type: "authorization_code", client_id: client, code: query.get("code"), code_verifier: verifier };
  const answer = await fetch("/oauth2/token", { method: "POST", body: new URLSearchParams(fields) });
  const told = await answer.json();
  if (!answer.ok) return say(`No token was given: ${told.error_description}`);
  keep({ token: told.access_token });
  // Only ever to a page of the reference.
  location.replace(/^\/docs\/reference\/\w+$/.test(from ?? "") ? from : "/docs/reference");
}

async function logIn(event) {
  event.preventDefault();
  const form = event.target;
  const [verifier, state] = [drawn(), drawn()];
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  form.elements.challenge.value = encoded(hash);
  form.elements.state.value = state;
  keep({ verifier, state, from: location.pathname, client: form.dataset.client });
  form.submit();
}

const token = () => at("try-token")?.value.trim();
const bearer = () => ({ Authorization: `Bearer ${token()}` });

// Whom the token speaks for, so that nobody changes something as somebody else.
async function who() {
  keep({ token: token() || undefined });
  if (!token()) return (at("try-who").textContent = "It stays in this tab.");
  const answer = await fetch("/2.0/users/me", { headers: bearer() });
  const me = answer.ok ? await answer.json() : undefined;
  at("try-who").textContent = me ? `Speaks for ${me.name} (${me.login}). It stays in this tab.` : "This token is not valid, or no longer.";
}

let waiting;
function lookUp() {
  clearTimeout(waiting);
  const term = at("try-as").value.trim();
  if (!token() || !term || /^\d+$/.test(term)) return;
  waiting = setTimeout(async () => {
    const query = new URLSearchParams({ filter_term: term, limit: "20", fields: "id,name,login" });
    const answer = await fetch(`/2.0/users?${query}`, { headers: bearer() });
    if (!answer.ok) return say("Users cannot be looked up with this token. An id will do.");
    const { entries } = await answer.json();
    at("try-users").replaceChildren(...entries.map((user) => new Option(`${user.name} · ${user.login}`, user.id)));
  }, 250);
}

function request({ method, path }) {
  const headers = new Headers(token() ? bearer() : {});
  const query = new URLSearchParams();
  const form = new URLSearchParams();
  for (const input of document.querySelectorAll("#try-form [data-in]")) {
    const { in: place, name } = input.dataset;
    const value = input.value.trim();
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value && place === "query") query.set(name, value);
    else if (value && place === "form") form.set(name, value);
    else if (value) headers.set(name, value);
  }
  if (at("try-as")?.value.trim()) headers.set("As-User", at("try-as").value.trim());
  let body;
  if (at("try-body")) {
    body = at("try-body").value;
    headers.set("Content-Type", "application/json");
  } else if (at("try-file")) {
    body = new FormData();
    if (at("try-said")) body.set(at("try-said").dataset.name, at("try-said").value);
    body.set(at("try-file").dataset.name, at("try-file").files[0]);
  } else if (form.size) body = form;
  return [`${path}${query.size ? `?${query}` : ""}`, { method, headers, body, redirect: "manual", cache: "no-store" }];
}

async function shown(answer) {
  // Where it leads, browsers keep to themselves.
  if (answer.type === "opaqueredirect") return "The address of the file, which curl would follow.";
  const media = answer.headers.get("Content-Type") ?? "";
  if (media.startsWith("image/")) return `${(await answer.blob()).size} bytes of ${media}`;
  const text = await answer.text();
  if (!text) return "No body.";
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function send(event) {
  event.preventDefault();
  at("try-error").hidden = true;
  const start = performance.now();
  try {
    const answer = await fetch(...request(at("try").dataset));
    const took = performance.now() - start;
    const redirects = answer.type === "opaqueredirect";
    at("try-status").textContent = redirects ? "302 Found" : `${answer.status} ${answer.statusText}`;
    at("try-status").className = `pill ${answer.ok || redirects || answer.status === 304 ? "ok" : "bad"}`;
    at("try-time").textContent = `${took.toFixed(took < 10 ? 1 : 0)} ms`;
    at("try-headers").textContent = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    at("try-result").textContent = await shown(answer);
    at("try-answer").hidden = false;
  } catch (failure) {
    say(`The call was not made: ${failure.message}`);
  }
}

function begin() {
  const { base } = at("try").dataset;
  if (location.origin !== base) return say(`Open this page at ${base}: from elsewhere, calls are refused.`);
  at("try-all").hidden = false;
  at("try-form").addEventListener("submit", send);
  if (!at("try-token")) return;
  at("try-token").value = kept().token ?? "";
  at("try-token").addEventListener("change", who);
  at("try-as").addEventListener("input", lookUp);
  at("try-forget").addEventListener("click", () => {
    at("try-token").value = "";
    who();
  });
  const login = at("try-login");
  // Browsers hash only where nobody can listen: https, or this machine.
  if (login && !crypto.subtle) login.hidden = true;
  login?.addEventListener("submit", logIn);
  if (token()) who();
}

if (at("try")) begin();
else comeBack();
