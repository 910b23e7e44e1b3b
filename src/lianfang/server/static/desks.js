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
