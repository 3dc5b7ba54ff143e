// Small comforts: every page does without them.
(() => {
  "use strict";

  // A form that came back with errors: start at their summary. After an act: at what was done, because a message that is
  // there when the page opens is read aloud only where the focus is.
  (document.getElementById("erreurs") ?? document.getElementById("fait"))?.focus();

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
