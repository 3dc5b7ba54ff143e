// Passkeys: a form with `data-cle` asks the browser for one, and is sent with its answer. Without script it stays hidden.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-sans-cle]").forEach((part) => (part.hidden = true));
  document.querySelectorAll("[data-avec-cle]").forEach((part) => (part.hidden = false));

  const MESSAGES = {
    InvalidStateError: "Cet appareil a déjà une clé d’accès pour votre compte.",
    NotAllowedError: "Aucune clé d’accès n’a été utilisée. Vous pouvez réessayer.",
    SecurityError: "Les clés d’accès ne fonctionnent pas à cette adresse.",
  };
  const OTHER = "Votre navigateur n’a pas pu utiliser de clé d’accès.";
  const LIFE = 4 * 60 * 1000;
  const opened = Date.now();

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

  const read = (form) => {
    const options = JSON.parse(form.dataset.options);
    const encoder = new TextEncoder();
    options.challenge = encoder.encode(options.challenge);
    if (options.user) options.user.id = encoder.encode(options.user.id);
    options.excludeCredentials?.forEach((credential) => (credential.id = bytes(credential.id)));
    return options;
  };

  const written = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  for (const form of document.querySelectorAll("form[data-cle]")) {
    const status = form.querySelector("[data-etat]");
    let isAsking = false;
    form.hidden = false;
    addEventListener("pageshow", () => (form.elements.reponse.value = ""));
    form.addEventListener("submit", async (event) => {
      if (form.elements.reponse.value) return;
      event.preventDefault();
      event.stopPropagation(); // it is not sent yet
      if (isAsking) return;
      if (Date.now() - opened > LIFE) return location.reload(); // its challenge would be refused
      isAsking = true;
      status.textContent = "";
      try {
        form.elements.reponse.value = written(await navigator.credentials[form.dataset.cle]({ publicKey: read(form) }));
        form.requestSubmit();
      } catch (error) {
        status.textContent = MESSAGES[error.name] ?? OTHER;
      } finally {
        isAsking = false;
      }
    });
  }
})();
