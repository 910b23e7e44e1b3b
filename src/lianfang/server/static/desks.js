// Small comforts: ticked boxes are counted, sealed values open in place, filters apply when chosen. Pages work without.
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
