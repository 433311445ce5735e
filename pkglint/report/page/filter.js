"use strict";
// Shows the filter above each list of contents, and opens what an address points to where the browser does not.
const reveal = () => {
  let at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (; at; at = at.parentElement) if (at.localName === "details") at.open = true;
};
for (const box of document.querySelectorAll(".filter")) {
  const [field, count] = [box.querySelector("input"), box.querySelector("output")];
  const list = box.nextElementSibling;
  let items, folders;
  const read = () => {
    folders = [...list.querySelectorAll("details")].map((fold) => [fold, fold.open]);
    const leaves = [...list.querySelectorAll("li")].filter((item) => item.firstElementChild.localName === "b");
    items = leaves.map((item) => {
      let name = item.childNodes[1].data.trim();
      for (let up = item.parentElement; up !== list; up = up.parentElement)
        if (up.localName === "details") name = up.firstElementChild.childNodes[1].data.trim() + name;
      return [item, name.toLowerCase()];
    });
  };
  const filter = () => {
    if (!items) read();
    const wanted = field.value.trim().toLowerCase();
    const found = new Set();
    let number = 0;
    for (const [item, name] of items) {
      const hit = name.includes(wanted);
      item.hidden = !hit;
      number += hit;
      for (let up = item.parentElement; hit && up !== list && !found.has(up); up = up.parentElement) found.add(up);
    }
    for (const [fold, open] of folders) {
      fold.parentElement.hidden = !!wanted && !found.has(fold);
      fold.open = wanted ? found.has(fold) : open;
    }
    count.textContent = wanted ? `${number} of ${items.length}` : "";
  };
  box.hidden = false;
  field.addEventListener("input", filter);
}
addEventListener("hashchange", reveal);
reveal();
