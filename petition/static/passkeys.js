// Asks the browser for a passkey and sends the form with its answer (WebAuthn Level 3). Everything else works without it.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt(0));
  const text = buffer =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // toJSON of a credential, which older browsers have not.
  function told(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = text(credential.response[name]);
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  }

  function asked() {
    const options = JSON.parse(form.dataset.passkey);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const each of options.excludeCredentials || []) each.id = bytes(each.id);
    return options;
  }

  const { answer } = form.elements;
  const button = form.querySelector("button");
  const failed = form.querySelector("[role=alert]");

  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (button.disabled || !form.reportValidity()) return;
    button.disabled = true;
    failed.textContent = "";
    try {
      const publicKey = asked();
      const kept = publicKey.user
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      answer.value = told(kept);
      form.submit();
    } catch {
      failed.textContent = form.querySelector("template").content.textContent;
      button.disabled = false;
    }
  });
  window.addEventListener("pageshow", () => {
    answer.value = "";
    button.disabled = false;
  });
  form.hidden = false;
  for (const each of document.querySelectorAll("[data-without-passkey]")) each.hidden = true;
})();
