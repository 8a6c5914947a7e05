// Shows the page as it is now, about every second, for as long as it says that it changes.
"use strict";

async function update() {
  const main = document.querySelector("main");
  if (main.dataset.update !== "on") return;
  let silent = false;
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("main");
    if (fresh && fresh.outerHTML !== main.outerHTML) {
      const focused = document.activeElement?.getAttribute("href");
      document.title = page.title;
      main.replaceWith(fresh);
      if (focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  } catch {
    silent = true;
  }
  document.getElementById("silence").hidden = !silent;
  setTimeout(update, 1000);
}

setTimeout(update, 1000);
