// The terminal measures its font when it begins: it must wait until the font is here.
(() => {
  const begin = window.onload;
  window.onload = null;
  const font = (weight) => document.fonts.load(`${weight} 16px "Roboto Mono"`, "aä█");
  window.addEventListener("load", (event) => {
    Promise.allSettled([font(400), font(700)]).then(() => {
      begin(event);
      document.querySelector(".xterm-helper-textarea")?.focus();
    });
  });
})();
