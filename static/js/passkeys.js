// Passkeys: the browser speaks with the device, and the form brings what the device said. Needs a script by nature, so
// its buttons are hidden without one.
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  button.hidden = !window.PublicKeyCredential;
  button.addEventListener("click", () => ask(form));
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  const data = JSON.parse(document.getElementById("passkey-options").textContent);
  try {
    const credential = form.dataset.passkey === "create"
      ? await window.webauthnJSON.create(data.creation_options)
      : await window.webauthnJSON.get(data.request_options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    failed.hidden = false; // they pressed "cancel", or the device does not know us
    failed.focus();
  }
}
