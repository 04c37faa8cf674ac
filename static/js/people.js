// Finding members while one types. The page works whole without this file: names are looked up when the form is sent.
//
// A form with data-people-url holds fields with data-people. What the address answers is a list of links: those with
// data-choose fill the field, the others lead to a form that is filled in.
"use strict";

const WAIT = 150;
const SHORTEST = 2;

for (const form of document.querySelectorAll("form[data-people-url]")) {
  for (const field of form.querySelectorAll("[data-people]")) {
    const list = document.createElement("div");
    list.setAttribute("aria-live", "polite");
    field.after(list);
    listenTo(field, list, form.dataset.peopleUrl);
  }
}

function listenTo(field, list, url) {
  let timer = 0;
  let asked = 0;
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++asked;
      const found = await look(url, field.value);
      if (mine === asked && document.activeElement === field) {
        show(list, found);
      }
    }, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Escape") {
      list.replaceChildren();
    }
  });
  list.addEventListener("keydown", (event) => moveInside(event, field, list));
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-choose]");
    if (link) {
      event.preventDefault();
      field.value = link.dataset.choose;
      list.replaceChildren();
      field.focus();
    }
  });
}

async function look(url, typed) {
  if (typed.trim().length < SHORTEST) {
    return "";
  }
  try {
    const answer = await fetch(`${url}?part=list&q=${encodeURIComponent(typed)}`, { credentials: "same-origin" });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

function show(list, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  list.replaceChildren(...page.body.childNodes);
}

function moveInside(event, field, list) {
  const links = [...list.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
  if (event.key === "Escape" || next === -1) {
    event.preventDefault();
    field.focus();
  } else if (links[next]) {
    event.preventDefault();
    links[next].focus();
  }
}
