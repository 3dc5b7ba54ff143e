// Small comforts: every page does without them.
(() => {
  "use strict";

  // A form that came back with errors: start at their summary.
  document.getElementById("erreurs")?.focus();

  // Rules of the password, ticked as one types.
  for (const list of document.querySelectorAll("[data-regles]")) {
    const input = document.getElementById(list.dataset.regles);
    input?.addEventListener("input", () => {
      for (const rule of list.querySelectorAll("[data-regle]")) {
        const met = new RegExp(rule.dataset.regle, "u").test(input.value);
        rule.classList.toggle("met", met);
        rule.querySelector("[data-etat]").textContent = met ? " (respecté)" : "";
      }
    });
  }

  // A day typed in digits alone, as phones offer them.
  for (const input of document.querySelectorAll("[data-jour]")) {
    input.addEventListener("change", () => {
      input.value = input.value.trim().replace(/^(\d\d)(\d\d)(20)?(\d\d)$/, "$1/$2/20$4");
      input.form.dispatchEvent(new Event("input"));
    });
  }

  // What is about to be validated, as it stands in the fields.
  const terms = document.getElementById("etape-2");
  const facts = document.querySelectorAll("[data-relit]");
  const day = (name) => terms.elements[name].value.trim() || "…";
  const said = {
    periode: () => `du ${day("debut")} au ${day("fin")}`,
    structures: () =>
      [...terms.querySelectorAll("[name$=structures]:checked")].map((box) => box.labels[0].firstChild.textContent.trim()).join(", ") || "aucune pour l’instant",
  };
  const read = () => facts.forEach((fact) => (fact.textContent = said[fact.dataset.relit]()));
  if (facts.length) {
    facts.forEach((fact) => (fact.parentElement.hidden = false));
    terms.addEventListener("input", read);
    addEventListener("pageshow", read);
    read();
  }

  // A form is sent once. The button stays enabled for the browser, so that its name and value are sent and it keeps the focus.
  const mark = (form, sent) => {
    form.toggleAttribute("data-sent", sent);
    for (const field of form.elements) {
      if (field.type === "submit") sent ? field.setAttribute("aria-disabled", "true") : field.removeAttribute("aria-disabled");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.hasAttribute("data-sent")) event.preventDefault();
    else mark(form, true);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => mark(form, false)));
})();
