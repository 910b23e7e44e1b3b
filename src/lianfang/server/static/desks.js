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
    await navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).innerText);
    copy.textContent = copy.dataset.done;
  }
});
// A list's text opens and is copied at once. Browsers give a page without TLS no clipboard: there the marked text is copied.
document.addEventListener("toggle", async (event) => {
  const opened = event.target;
  const summary = opened.open && opened.querySelector("[data-copies]");
  if (!summary) return;
  const text = opened.querySelector("textarea");
  text.focus();
  text.select();
  let done = false;
  try { await navigator.clipboard.writeText(text.value); done = true; } catch { done = document.execCommand("copy"); }
  if (done) summary.textContent = summary.dataset.done;
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
