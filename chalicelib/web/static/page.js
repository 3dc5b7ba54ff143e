// Small comforts: every page does without them.
(() => {
  "use strict";

  // A form that came back with errors: start at their summary. After an act: at what was done, because a message that is
  // there when the page opens is read aloud only where the focus is.
  (document.getElementById("erreurs") ?? document.getElementById("fait"))?.focus();

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

  // What was typed, for Back: the page is asked for anew then, and browsers keep nothing of it. For the same person alone, and
  // neither passwords nor what the page itself writes. A page with a draft shows that instead.
  const who = document.body.dataset.compte;
  const typed = (form) => [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type) && !field.closest(".secret"));
  const keep = (form) => {
    const values = typed(form).map((field) => [field.name, field.value, field.checked]);
    if (who && values.length) history.replaceState({ who, action: form.action, values }, "");
  };
  const kept = history.state;
  if (who && kept?.who === who && !new URLSearchParams(location.search).has("brouillon")) {
    for (const form of document.querySelectorAll("form[method=post]")) {
      const fields = typed(form);
      if (form.action !== kept.action || fields.some((field, place) => field.name !== kept.values[place]?.[0])) continue;
      fields.forEach((field, place) => {
        const [, value, checked] = kept.values[place];
        if (["checkbox", "radio"].includes(field.type)) field.checked = checked;
        else field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
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
    else {
      keep(form);
      mark(form, true);
    }
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => mark(form, false)));
})();
