// The map of areas above its list. The list says the same, so without this file, or where it fails, nothing is lost.
//
// [data-map] (hidden) has data-tiles, the address of pictures of streets or nothing, and the words data-closer and
// data-farther for its two buttons. Each [data-area] link with data-latitude and data-longitude is one area: its
// data-name, its data-count, and where its list is. Only areas have a place here, in hundredths of a degree.
"use strict";

const CLOSEST = 15; // nearer would promise a street, and an area is known to a kilometre
const ALONE = 13; // how near a single area is shown
const AROUND = [80, 48]; // pixels that stay free at the edges, so that names are not cut
const BETWEEN = 4; // pixels between two names

const paper = document.querySelector("[data-map]");
const links = [...document.querySelectorAll("[data-area][data-latitude]")];

if (paper && links.length > 0 && window.L) {
  paper.hidden = false;
  const map = window.L.map(paper, {
    attributionControl: false, // whose the pictures are stands below, as plain words
    dragging: !window.L.Browser.mobile, // a finger scrolls the page
    fadeAnimation: false, // nothing moves by itself
    inertia: false,
    markerZoomAnimation: false,
    maxZoom: CLOSEST,
    scrollWheelZoom: false,
    zoomAnimation: false,
    zoomControl: false,
    zoomSnap: 0.25,
  });
  const buttons = { zoomInTitle: paper.dataset.closer, zoomOutTitle: paper.dataset.farther };
  window.L.control.zoom({ ...buttons, position: "topright" }).addTo(map);
  showStreets(map);
  const middles = links.map((link) => window.L.latLng(link.dataset.latitude, link.dataset.longitude));
  if (middles.length === 1) {
    map.setView(middles[0], ALONE);
  } else {
    map.fitBounds(window.L.latLngBounds(middles), { padding: AROUND, maxZoom: ALONE });
  }
  links.forEach((link, place) => markerOf(link, middles[place]).addTo(map));
  map.on("zoomend", setApart);
  setApart();
}

function showStreets(map) {
  if (!paper.dataset.tiles) {
    return;
  }
  window.L.tileLayer(paper.dataset.tiles, { maxZoom: CLOSEST, referrerPolicy: "strict-origin" }).addTo(map);
  document.querySelector("[data-map-credit]").hidden = false;
}

// Names that would lie on one another stand one below the other, a few pixels from where they belong, and all of them
// higher where the last would be cut.
function setApart() {
  const names = [...paper.querySelectorAll(".asset-area")];
  names.forEach((name) => (name.style.translate = "none"));
  const placed = [paper.querySelector(".leaflet-control-zoom").getBoundingClientRect()];
  const boxes = names.map((name) => ({ name, box: name.getBoundingClientRect() }));
  boxes.sort((one, other) => one.box.top - other.box.top);
  boxes.forEach(({ name, box }) => {
    let down = 0;
    const inTheWay = () =>
      placed.find(
        (other) =>
          box.left < other.right &&
          other.left < box.right &&
          box.top + down < other.bottom + BETWEEN &&
          other.top < box.bottom + down + BETWEEN,
      );
    for (let other = inTheWay(); other; other = inTheWay()) {
      down = other.bottom + BETWEEN - box.top;
    }
    placed.push({ name, down, left: box.left, right: box.right, top: box.top + down, bottom: box.bottom + down });
  });
  const { top, bottom } = paper.getBoundingClientRect();
  const over = Math.max(...placed.map((each) => each.bottom)) + BETWEEN - bottom;
  const room = Math.min(...boxes.map(({ box }) => box.top)) - BETWEEN - top;
  const up = Math.max(0, Math.min(over, room));
  placed.slice(1).forEach(({ name, down }) => (name.style.translate = `0 ${down - up}px`));
}

// A marker is a link in all but its element: the same words, Enter opens it, and the list has the real one.
function markerOf(link, middle) {
  const words = document.createElement("span");
  words.className = "asset-area";
  const name = document.createElement("bdi");
  name.textContent = link.dataset.name;
  const count = document.createElement("b");
  count.textContent = link.dataset.count;
  words.append(name, count);
  const chosen = link.hasAttribute("aria-current") ? " is-chosen" : "";
  const icon = window.L.divIcon({ className: `asset-marker${chosen}`, html: words, iconSize: [0, 0] });
  const marker = window.L.marker(middle, { icon, keyboard: true });
  marker.on("add", () => {
    const element = marker.getElement();
    element.setAttribute("role", "link");
    element.setAttribute("aria-label", `${link.dataset.name}: ${link.dataset.count}`);
  });
  marker.on("click", () => link.click());
  marker.on("keypress", (event) => event.originalEvent.key === "Enter" && link.click());
  return marker;
}
