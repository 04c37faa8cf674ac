// A photo is made smaller before it is sent, which spares minutes and money on a telephone. The page works whole without
// this file: what cannot be made smaller here is sent as it is, and the server draws every picture anew in any case.
"use strict";

const LONGEST = 1600; // pixels; twice as many as are kept
const SMALL_ENOUGH = 500000; // bytes
const QUALITY = 0.85;

for (const field of document.querySelectorAll("input[type=file][accept*=image]")) {
  field.addEventListener("change", async () => {
    const [file] = field.files;
    const smaller = file && file.size > SMALL_ENOUGH ? await shrunk(file).catch(() => null) : null;
    // Somebody may have chosen another one meanwhile.
    if (smaller && smaller.size < file.size && field.files[0] === file) {
      put(field, new File([smaller], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
    }
  });
}

async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "white"; // where a picture is see-through
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

function put(field, file) {
  const held = new DataTransfer();
  held.items.add(file);
  field.files = held.files;
}
