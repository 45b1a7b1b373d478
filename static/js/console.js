// On a phone the lanes without a decision begin folded; whoever jumps to one finds it open. Without it all are open.

const lanes = [...document.querySelectorAll(".lane details")];

if (matchMedia("(max-width: 720px)").matches) {
  for (const lane of lanes) lane.open = "touched" in lane.dataset || lane.contains(document.querySelector(":target"));
}

function openTarget() {
  const lane = document.querySelector(":target")?.closest("details");
  if (!lane || lane.open) return;
  lane.open = true;
  lane.scrollIntoView();
}

addEventListener("hashchange", openTarget);

// A lane that was folded after the jump opens again when it is jumped to once more.
for (const link of document.querySelectorAll(".lanes a")) {
  link.addEventListener("click", () => {
    const lane = document.querySelector(link.hash)?.closest("details");
    if (lane) lane.open = true;
  });
}
