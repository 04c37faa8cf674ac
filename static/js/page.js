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
const readyWords = new Map();

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
  readyWords.set(words, [...words.childNodes]);
  words.replaceChildren(document.body.dataset.sending);
}

function showReady(form) {
  delete form.dataset.sent;
  for (const [words, nodes] of readyWords) {
    if (form.contains(words) || words.closest("button").form === form) {
      words.replaceChildren(...nodes);
      readyWords.delete(words);
    }
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

// On a wide screen there is room for all the choices.
if (window.matchMedia("(min-width: 62rem)").matches) {
  for (const choices of document.querySelectorAll("[data-open-wide]")) {
    choices.open = true;
  }
}

// A page that waits for somebody else's yes looks for it by itself, as its own link does when it is tapped.
const LOOK_MILLISECONDS = 4000;
const LOOKS = 225; // a quarter of an hour

if (document.querySelector("[data-look-again]")) {
  let looks = 0;
  const timer = window.setInterval(async () => {
    if (document.hidden) {
      return;
    }
    if (++looks > LOOKS) {
      window.clearInterval(timer);
      return;
    }
    const answer = await fetch(window.location.href, { redirect: "manual" }).catch(() => null);
    if (answer && answer.type === "opaqueredirect") {
      window.clearInterval(timer);
      window.location.reload();
    }
  }, LOOK_MILLISECONDS);
}
