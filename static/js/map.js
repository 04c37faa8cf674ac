// The map of areas above its list. The list says the same, so without this file, or where it fails, nothing is lost.
//
// [data-map] (hidden) has data-tiles, the address of pictures of streets or nothing, and the words data-closer and
// data-farther for its two buttons. Each [data-area] link with data-latitude and data-longitude is one area: its
// data-name, its data-count, and where its list is. Only areas have a place here, in hundredths of a degree.
"use strict";

const CLOSEST = 15; // nearer would promise a street, and an area is known to a kilometre
const ALONE = 13; // how near a single area is shown
const AROUND = 48; // pixels that stay free at the edge, so that names are not cut

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
  });
  const buttons = { zoomInTitle: paper.dataset.closer, zoomOutTitle: paper.dataset.farther };
  window.L.control.zoom(buttons).addTo(map);
  showStreets(map);
  const middles = links.map((link) => window.L.latLng(link.dataset.latitude, link.dataset.longitude));
  if (middles.length === 1) {
    map.setView(middles[0], ALONE);
  } else {
    map.fitBounds(window.L.latLngBounds(middles), { padding: [AROUND, AROUND], maxZoom: ALONE });
  }
  links.forEach((link, place) => markerOf(link, middles[place]).addTo(map));
}

function showStreets(map) {
  if (!paper.dataset.tiles) {
    return;
  }
  window.L.tileLayer(paper.dataset.tiles, { maxZoom: CLOSEST, referrerPolicy: "strict-origin" }).addTo(map);
  document.querySelector("[data-map-credit]").hidden = false;
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
