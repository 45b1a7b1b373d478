// The sheet: arrows move from cell to cell, and a cell opens over the sheet while its row and column stay lit.
// Every cell is a link to a page of its own and works without this.

const sheet = document.querySelector("table.sheet");
const drill = document.getElementById("drill");
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
let opened = null;

// The place of a cell among the columns of the table, whatever cells before it span.
const placeOf = (cell) => [...cell.parentElement.cells].slice(0, cell.cellIndex).reduce((sum, one) => sum + one.colSpan, 0);
const cellAt = (row, place) => [...row.cells].find((cell) => placeOf(cell) === place);

function neighbour(cell, [down, right]) {
  const rows = [...sheet.tBodies].flatMap((body) => [...body.rows]);
  let row = rows.indexOf(cell.parentElement) + down;
  let place = placeOf(cell) + right;
  while (rows[row] && place >= 0 && place < 40) {
    const link = cellAt(rows[row], place)?.querySelector("a");
    if (link) return link;
    row += down;
    place += right;
  }
  return null;
}

function light(cell, on) {
  cell.classList.toggle("here", on);
  cell.parentElement.classList.toggle("rowx", on);
  const place = placeOf(cell);
  for (const row of sheet.rows) cellAt(row, place)?.classList.toggle("colx", on);
}

// What the cell's own page shows; where that cannot be had, the page itself.
async function open(link) {
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("article.cell");
    if (!answer.ok || !found) return location.assign(link.href);
    drill.querySelector("[data-cell]").replaceChildren(found);
  } catch {
    return location.assign(link.href);
  }
  opened = link;
  light(link.closest("td"), true);
  drill.querySelector("[data-page]").href = link.href;
  drill.showModal();
}

function isPlain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

sheet?.addEventListener("click", (event) => {
  const link = event.target.closest("tbody td a");
  if (!link || !isPlain(event)) return;
  event.preventDefault();
  open(link);
});

sheet?.addEventListener("keydown", (event) => {
  const cell = STEPS[event.key] && event.target.closest("tbody td");
  const next = cell && neighbour(cell, STEPS[event.key]);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
});

drill?.addEventListener("close", () => {
  if (!opened) return;
  light(opened.closest("td"), false);
  opened.focus();
  opened = null;
});
