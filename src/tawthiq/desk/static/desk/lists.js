// Mapping columns works without this file, by the selects: here a field can be dragged onto its column as well.
"use strict";

for (const table of document.querySelectorAll("[data-table]")) {
  const chips = [...table.querySelectorAll("[data-field]")];
  const rows = [...table.querySelectorAll("[data-drop]")];

  // A field that some column has already is pale; it may be given to several all the same.
  const mark = () => {
    const taken = new Set(rows.map((row) => row.querySelector("select").value));
    for (const chip of chips) chip.classList.toggle("is-taken", taken.has(chip.dataset.field));
  };

  for (const chip of chips) {
    chip.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", chip.dataset.field);
      event.dataTransfer.effectAllowed = "copy";
    });
  }
  for (const row of rows) {
    const choice = row.querySelector("select");
    row.addEventListener("dragover", (event) => {
      event.preventDefault();
      row.classList.add("is-over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("is-over"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      row.classList.remove("is-over");
      const field = event.dataTransfer.getData("text/plain");
      if ([...choice.options].some((option) => option.value === field)) choice.value = field;
      mark();
    });
    choice.addEventListener("change", mark);
  }
  mark();
}
