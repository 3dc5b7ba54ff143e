// Comforts of fields, on the pages that have one of them (templates/pages/_layout.html): every page does without it.
(() => {
  "use strict";

  // A password can be shown while it is typed; it is hidden again before it is sent, so that no browser keeps it as a text.
  for (const input of document.querySelectorAll(".secret > input")) {
    const button = document.createElement("button");
    const shown = () => input.type === "text";
    const show = (yes) => {
      input.type = yes ? "text" : "password";
      button.setAttribute("aria-pressed", yes);
    };
    button.type = "button";
    button.className = "btn secondary";
    const what = document.createElement("span");
    what.className = "visually-hidden";
    what.textContent = ` le champ «\u00a0${input.labels[0].firstChild.textContent.trim()}\u00a0»`;
    button.append("Afficher", what);
    button.addEventListener("click", () => show(!shown()));
    input.form.addEventListener("submit", () => show(false));
    addEventListener("pageshow", () => show(false));
    show(false);
    input.after(button);
  }

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
      [...terms.querySelectorAll(terms.querySelector("[name=toutes_mes_structures]:checked") ? "[name=toutes_mes_structures]" : "[name$=structures]:checked")].map((box) => box.labels[0].firstChild.textContent.trim()).join(", ") || "aucune pour l’instant",
  };
  const read = () => facts.forEach((fact) => (fact.textContent = said[fact.dataset.relit]()));
  if (facts.length) {
    facts.forEach((fact) => (fact.parentElement.hidden = false));
    terms.addEventListener("input", read);
    addEventListener("pageshow", read);
    read();
  }

  // Structures that the field above them finds, or that are ticked, as one types.
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[\s'’\p{Pd}]/gu, "");
  for (const filter of document.querySelectorAll("[data-filtre]")) {
    const field = filter.querySelector("[name=cherche]");
    const boxes = [...filter.closest("form").querySelectorAll("[name=structures]")];
    const show = () => {
      const found = boxes.filter((box) => box.checked || folded(box.labels[0].textContent).includes(folded(field.value)));
      boxes.forEach((box) => (box.closest(".choice").hidden = !found.includes(box)));
      filter.querySelector("[role=status]").textContent = `${found.length} structure${found.length > 1 ? "s" : ""} sur ${boxes.length}`;
    };
    field.removeAttribute("name");
    filter.querySelector("[name=cherchee]").remove();
    filter.querySelector("button").parentElement.remove();
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    show();
  }
})();
