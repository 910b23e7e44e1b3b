// Small comforts: ticked boxes are counted, sealed values open in place, filters apply when chosen, keys go on and
// choose. Pages work without.
"use strict";
document.addEventListener("change", (event) => {
  const box = event.target;
  const form = box.form;
  if (box.matches("[data-tick-all]")) {
    document.querySelectorAll(`input[name="${box.dataset.tickAll}"]`).forEach((each) => { each.checked = box.checked; });
  }
  if (box.type === "checkbox" && form && form.querySelector("[data-ticked]")) counted(form);
  if (box.matches("[data-apply]") && form) form.requestSubmit();
});
function counted(form) {
  const shown = form.querySelector("[data-ticked]");
  const ticked = [...form.elements].filter((each) => each.type === "checkbox" && each.name === shown.dataset.ticked && each.checked).length;
  shown.textContent = ticked;
  form.querySelectorAll("[data-needs-ticked]").forEach((button) => { button.disabled = ticked === 0; });
}
document.querySelectorAll("[data-ticked]").forEach((shown) => counted(shown.closest("form")));
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-sealed]");
  if (link) {
    event.preventDefault();
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(link.href, { method: "POST", headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" } });
    if (!answer.ok) { location.href = link.href; return; }
    link.closest(".sealed").textContent = await answer.text();
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    if (await copied(document.querySelector(copy.dataset.copy).innerText)) copy.textContent = copy.dataset.done;
  }
  const list = event.target.closest("[data-copies-list]");
  if (list && await copied(listAsText(list))) list.textContent = list.dataset.done;
});
// Browsers give a page without TLS no clipboard: there a marked text is copied.
async function copied(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* the older way */ }
  const box = document.body.appendChild(document.createElement("textarea"));
  box.value = text;
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}
// A list as lines for a message: what its table shows, a figure behind the head of its column, numbered through.
function listOf(button) {
  const heading = button.closest(".heading");
  return [...document.querySelectorAll("main table")]
    .find((table) => table.tHead && heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
}
function listAsText(button) {
  const shown = (part) => part.innerText.replace(/\s+/g, " ").trim();
  const table = listOf(button);
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells].map(shown);
  const comma = document.documentElement.lang.startsWith("zh") ? "，" : ", ";
  const lines = [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.cells].map((cell, place) => {
    const text = cell.querySelector("input, select, button") ? "" : shown(cell);
    if (!text || text === "–") return "";
    return cell.matches(".figure") && heads[place] ? `${heads[place]} ${text}` : text;
  }).filter(Boolean).join(comma)).filter(Boolean);
  const more = document.querySelector(".pages a") ? ["…"] : [];
  const titles = [document.querySelector("h1"), button.closest(".heading").querySelector("h2")].map(shown);
  const known = document.querySelector(".paper-foot").textContent.trim();
  return [...titles, known, "", ...lines.map((line, place) => `${place + 1}. ${line}`), ...more].join("\n");
}
// Where a view wrote a text of its own, that one is copied.
if (!document.querySelector(".as-text")) {
  document.querySelectorAll("[data-copies-list]").forEach((button) => { button.hidden = !listOf(button); });
}
// A list's text opens and is copied at once, as it stands there.
document.addEventListener("toggle", async (event) => {
  const opened = event.target;
  const summary = opened.open && opened.querySelector("[data-copies]");
  if (!summary) return;
  const text = opened.querySelector("textarea");
  if (await copied(text.value)) summary.textContent = summary.dataset.done;
  text.focus();
  text.select();
}, true);
// Enter goes to the next field of such a form, past what was read already and past ticks to what follows them (a scanner
// ends with Enter); with Ctrl it sends the form. Digits tick, or choose where nothing is typed.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.altKey || event.metaKey || event.isComposing || !field.matches) return;
  const form = field.form;
  if (event.key === "Enter" && form && form.matches("[data-enter]") && !field.matches("button, textarea")) {
    event.preventDefault();
    if (event.ctrlKey) { form.requestSubmit(); return; }
    const ticks = field.closest("[data-digits]");
    const all = [...form.elements].filter((each) => each.matches("input:not([type=hidden]), select, textarea, button"));
    const next = all.slice(all.indexOf(field) + 1)
      .find((each) => !each.closest("[data-read]") && !(ticks && ticks.contains(each)));
    if (next) { next.focus(); if (next.select) next.select(); }
  }
  if (event.ctrlKey || !/^[0-9]$/.test(event.key)) return;
  const ticks = field.closest("[data-digits]");
  const box = ticks && ticks.querySelectorAll("input[type=checkbox]")[Number(event.key) - 1];
  const chosen = !field.matches("input, select, textarea") && document.querySelector(`[data-key="${event.key}"]`);
  if (box || chosen) { event.preventDefault(); (box || chosen).click(); }
});
// Enter in a field of a column goes to the next of that column, and at its end to the button that records.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches("input[data-next]")) return;
  event.preventDefault();
  const column = [...field.form.querySelectorAll(`[data-next="${field.dataset.next}"]`)];
  const next = column[column.indexOf(field) + 1];
  if (next) { next.focus(); if (next.select) next.select(); }
});
// A field with data-look asks that address about what was chosen and shows the answer where data-into says.
document.addEventListener("change", async (event) => {
  const field = event.target;
  if (!field.matches("[data-look]")) return;
  const answer = await fetch(`${field.dataset.look}?${new URLSearchParams({ [field.name]: field.value })}`);
  if (!answer.ok) return;
  const place = document.querySelector(field.dataset.into);
  place.innerHTML = await answer.text();
  // What it asks comes next, unless somebody is already typing further on.
  const next = place.querySelector("input:not([type=hidden]), select");
  if (next && document.activeElement.tagName === "INPUT" && !document.activeElement.value) next.focus();
});
// In a grid a key chooses an option (data-key) and goes on: to the next choice (data-next), else to the next field.
document.addEventListener("keydown", (event) => {
  const choice = event.target;
  if (!choice.matches("select[data-keys]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const option = [...choice.options].find((each) => each.dataset.key === event.key.toLowerCase());
  if (!option) return;
  event.preventDefault();
  option.selected = true;
  const fields = [...choice.form.elements].filter((each) => !each.hidden && each.type !== "hidden" && each.tabIndex >= 0 && !each.disabled);
  const on = fields.slice(fields.indexOf(choice) + 1);
  const next = "next" in option.dataset ? on.find((each) => each.matches("[data-keys], button")) : on[0];
  if (next) next.focus();
});
