// The desk: choose many at once, a button that counts, and keys. The page works whole without this file.
//
// A form with data-selection holds
//   [data-select-all]        a hidden label with a checkbox: chooses every row that is ready
//   [data-row]               a checkbox with data-minutes, and data-ready where both sides agreed
//   [data-count]             the button; its words come from data-none, data-one and data-many with {count} and {hours}
// Beside it stand [data-keys] (the list of keys, hidden), [data-keys-switch] (its button), [data-item] (the link or button
// of a row elsewhere on the desk), [data-undo] (a button), [data-log] and [data-find] (fields that keys jump to).
"use strict";

const MINUTES_IN_HOUR = 60;
const QUARTERS = { 0: "", 15: "¼", 30: "½", 45: "¾" };
const KEYS_OFF = "timebank-keys-off";

const selection = document.querySelector("form[data-selection]");
const rows = selection ? [...selection.querySelectorAll("[data-row]")] : [];
const items = [...document.querySelectorAll("[data-row], [data-item]")]; // as they stand: the most pressing first
const countButton = selection && selection.querySelector("[data-count]");

// Choosing and counting

if (selection) {
  const everything = selection.querySelector("[data-select-all]");
  if (everything) {
    everything.hidden = false;
    everything.querySelector("input").addEventListener("change", (event) => {
      for (const row of rows.filter((candidate) => "ready" in candidate.dataset)) {
        row.checked = event.target.checked;
      }
      showCount();
    });
  }
  selection.addEventListener("change", showCount);
  window.addEventListener("pageshow", showCount);
}

function showCount() {
  const chosen = rows.filter((row) => row.checked);
  const ready = rows.filter((row) => "ready" in row.dataset);
  const everything = selection.querySelector("[data-select-all] input");
  if (everything) {
    everything.checked = ready.length > 0 && ready.every((row) => row.checked);
    everything.indeterminate = chosen.length > 0 && !everything.checked;
  }
  if (countButton) {
    const minutes = chosen.reduce((total, row) => total + Number(row.dataset.minutes), 0);
    showWords(countButton, chosen.length, minutes);
  }
}

function showWords(button, count, minutes) {
  const pattern = button.dataset[count === 0 ? "none" : count === 1 ? "one" : "many"];
  const [before, after] = pattern.replace("{count}", count).split("{hours}");
  const words = button.querySelector("[data-words]") || button;
  words.textContent = before;
  if (after !== undefined) {
    const figure = document.createElement("bdi");
    figure.textContent = hoursInWords(button, minutes);
    words.append(figure, after);
  }
}

// The same words as timebank.lib.durations.hours_in_words, from the button's data-hour, data-hours, data-mixed, data-min.
function hoursInWords(button, minutes) {
  const hours = Math.floor(minutes / MINUTES_IN_HOUR);
  const rest = minutes % MINUTES_IN_HOUR;
  if (!(rest in QUARTERS)) {
    const pattern = hours ? button.dataset.mixed : button.dataset.min;
    return pattern.replace("{hours}", hours).replace("{minutes}", rest);
  }
  const figure = rest && !hours ? QUARTERS[rest] : `${hours}${QUARTERS[rest]}`;
  const pattern = minutes > 0 && minutes <= MINUTES_IN_HOUR ? button.dataset.hour : button.dataset.hours;
  return pattern.replace("{figure}", figure);
}

// Keys. Single letters get in the way of speech control and some screen readers, so they can be turned off for good.

const keysList = document.querySelector("[data-keys]");
const keysSwitch = document.querySelector("[data-keys-switch]");

if (keysList && keysSwitch) {
  keysList.hidden = false;
  keysSwitch.addEventListener("click", () => {
    remember(!keysAreOff());
    showSwitch();
  });
  showSwitch();
  document.addEventListener("keydown", answerKey);
}

function answerKey(event) {
  const isTyping = event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
  if (keysAreOff() || isTyping || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const answers = {
    j: () => moveBy(1),
    k: () => moveBy(-1),
    x: () => document.activeElement.matches("[data-row]") && document.activeElement.click(),
    s: () => press("[data-select-all]:not([hidden]) input"),
    u: () => press("[data-undo]"),
    a: () => countButton && rows.some((row) => row.checked) && countButton.click(),
    l: () => focusOn("[data-log]"),
    "/": () => focusOn("[data-find]"),
  };
  if (answers[event.key]) {
    event.preventDefault();
    answers[event.key]();
  }
}

function moveBy(step) {
  const here = items.indexOf(document.activeElement);
  const next = here === -1 ? (step > 0 ? 0 : items.length - 1) : here + step;
  if (items[next]) {
    items[next].focus();
  }
}

function press(selector) {
  const button = document.querySelector(selector);
  if (button) {
    button.click();
  }
}

function focusOn(selector) {
  const place = document.querySelector(selector);
  if (place) {
    place.focus();
  }
}

function showSwitch() {
  const off = keysAreOff();
  keysSwitch.textContent = off ? keysSwitch.dataset.on : keysSwitch.dataset.off;
  keysList.querySelector("dl").hidden = off;
}

// Private windows may refuse to remember: then the keys are as they were when the page came.
function keysAreOff() {
  try {
    return window.localStorage.getItem(KEYS_OFF) === "yes";
  } catch {
    return keysList.dataset.offHere === "yes";
  }
}

function remember(off) {
  try {
    window.localStorage.setItem(KEYS_OFF, off ? "yes" : "no");
  } catch {
    keysList.dataset.offHere = off ? "yes" : "no";
  }
}
