// Saves the picture of an exhibit as a PNG. The server draws it as an SVG by itself; here it is set on a canvas, three times as fine as a screen, so that
// it stays sharp in print. Without a script the link to the SVG is there, and this one is not.
"use strict";
(() => {
  const fine = 3;
  const loaded = (address) => new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
  const png = async (address) => {
    const image = await loaded(address);
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * fine;
    canvas.height = image.naturalHeight * fine;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  for (const link of document.querySelectorAll("[data-png]")) {
    link.parentElement.hidden = false;
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        save(await png(link.href), new URL(link.href).pathname.split("/").pop().replace(/svg$/, "png"));
      } catch {
        location.assign(link.href); // the SVG, which any program can turn into one
      }
    });
  }
})();
