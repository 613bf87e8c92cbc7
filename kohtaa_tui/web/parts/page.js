// The terminal measures its font when it begins: it must wait until the font is here.
// Its letters are as large as a room needs: about 24 rows, and never fewer than 80 columns.
(() => {
  const begin = window.onload;
  window.onload = null;
  const font = (weight) => document.fonts.load(`${weight} 16px "Roboto Mono"`, "aä█");
  window.addEventListener("load", (event) => {
    Promise.allSettled([font(400), font(700)]).then(() => {
      const size = Math.min(window.innerHeight / 24 / 1.32, window.innerWidth / 80 / 0.61);
      document.getElementById("terminal").dataset.fontSize = Math.floor(Math.max(12, Math.min(64, size)));
      begin(event);
      document.querySelector(".xterm-helper-textarea")?.focus();
    });
  });
})();
