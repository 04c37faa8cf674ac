// What every page does where JavaScript runs. Each page works whole without it.
"use strict";

// A form that came back: read out what to look at again.
for (const summary of document.querySelectorAll("[data-focus]")) {
  summary.focus();
}

// Print buttons have nothing to do without a script, so they are hidden until now.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A sent form says so and is not sent twice. The button stays enabled: a disabled one would drop its name and value.
const WAIT_MILLISECONDS = 20000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) {
    return;
  }
  form.dataset.sent = "yes";
  showWaiting(event.submitter || form.querySelector("button:not([type=button])"));
  window.setTimeout(() => showReady(form), WAIT_MILLISECONDS);
});

// Coming back with the browser's own button shows the page as it was left: make it usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    showReady(form);
  }
});

function showWaiting(button) {
  if (!button) {
    return;
  }
  const words = button.querySelector("[data-words]") || button;
  button.dataset.ready = words.innerHTML;
  button.classList.add("btn-wait");
  words.textContent = document.body.dataset.sending;
}

function showReady(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-ready]")) {
    const words = button.querySelector("[data-words]") || button;
    words.innerHTML = button.dataset.ready;
    button.classList.remove("btn-wait");
    delete button.dataset.ready;
  }
}

// The menu under a person's name closes with Escape and with a click elsewhere.
const menu = document.querySelector(".person-menu");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  if (menu && menu.open && !menu.contains(event.target)) {
    menu.open = false;
  }
});
