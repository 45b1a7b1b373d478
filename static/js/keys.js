// Keys: walks through the board's clients, switches a client's tabs, chooses in a row of the console, lists all keys.
// Every place it leads to and every choice it makes can be reached without it.

const ORDER = "walk-by-name";
const OFF = "letters-off";
const links = [...document.querySelectorAll("table.board tbody th a")];
const page = location.pathname.match(/^\/b\/[\w-]+\//);

const kept = (store, name) => {
  try { return store.getItem(name); } catch { return null; }
};
const keep = (store, name, value) => {
  try { store.setItem(name, value); } catch { /* a browser that keeps nothing still walks on the board */ }
};

const order = () => JSON.parse(kept(sessionStorage, ORDER) ?? "[]");

// The same page of the client that comes before or after this one, and its name; none at either end.
function neighbour(step) {
  const walk = order();
  const here = page ? walk.findIndex(([address]) => address === page[0]) : -1;
  const there = here < 0 ? undefined : walk[here + step];
  return there && { address: there[0] + location.pathname.slice(page[0].length), name: there[1] };
}

function focusRow(step) {
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
}

function move(step) {
  if (links.length) return focusRow(step);
  const there = neighbour(step);
  if (there) location.assign(there.address);
}

function open(tab) {
  const row = document.activeElement.closest("table.board tr");
  const client = row ? row.querySelector("th a")?.pathname : page?.[0];
  if (client) location.assign(client + tab);
}

// In a row of the console the first, second or third choice, or none; elsewhere on a client's pages the tab.
function choose(place) {
  const row = document.activeElement.closest(".stack tbody tr");
  if (row) return take(row, place);
  document.querySelectorAll(".tabs a")[place - 1]?.click();
}

function take(row, place) {
  const cell = place ? row.querySelectorAll(".opt:not(.own)")[place - 1] : row.querySelector(".state");
  cell?.querySelector("input[type=radio]")?.click();
}

const list = document.getElementById("all-keys");

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  t: () => open("tray/"),
  c: () => open("console/"),
  f: () => open("forecast/"),
  0: () => choose(0),
  1: () => choose(1),
  2: () => choose(2),
  3: () => choose(3),
  4: () => choose(4),
  "/": () => document.getElementById("find")?.focus(),
  "?": () => list?.showModal(),
};

const isTyping = (at) => at.isContentEditable || at.matches("input:not([type=checkbox], [type=radio]), textarea, select");

// Esc folds what is unfolded around the cursor; a dialog closes by itself.
function fold(at) {
  const around = at.closest("details[open]");
  if (!around || list?.open) return;
  around.open = false;
  around.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return fold(event.target);
  const act = KEYS[event.key.toLowerCase()];
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  const off = kept(localStorage, OFF) === "yes" || list?.open;
  if (!act || modified || off || isTyping(event.target)) return;
  event.preventDefault();
  act();
});

// On a client's page: links to both neighbours, beside its name.
function addNeighbours(beside) {
  const found = [["Previous", -1], ["Next", 1]].map(([words, step]) => [words, neighbour(step)]);
  if (!found.some(([, there]) => there)) return;
  const nav = document.createElement("nav");
  nav.className = "walk";
  nav.setAttribute("aria-label", "Walk through clients");
  for (const [words, there] of found.filter(([, there]) => there)) {
    const link = document.createElement("a");
    link.href = there.address;
    link.textContent = `${words}: ${there.name}`;
    nav.append(link);
  }
  beside.append(nav);
}

if (links.length) keep(sessionStorage, ORDER, JSON.stringify(links.map((link) => [link.pathname, link.textContent.trim()])));
const beside = document.querySelector(".client-id");
if (page && beside) addNeighbours(beside);


const keys = document.querySelector("[data-keys]");
if (keys) {
  const letters = keys.querySelector("[data-letters]");
  keys.hidden = false;
  if (page && !neighbour(1) && !neighbour(-1)) keys.querySelector("[data-walks]")?.remove();
  keys.querySelector("[data-all-keys]").addEventListener("click", () => list.showModal());
  letters.checked = kept(localStorage, OFF) !== "yes";
  letters.addEventListener("change", () => keep(localStorage, OFF, letters.checked ? "no" : "yes"));
}
