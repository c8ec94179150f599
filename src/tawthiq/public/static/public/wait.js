/* The sum that may be done instead of waiting: a number for which SHA-256 of "turn:number" begins with enough zeros. */
"use strict";
(async () => {
  const form = document.getElementById("waiting");
  if (!form || !window.crypto || !crypto.subtle) return;
  const turn = form.elements.turn.value, bits = Number(form.dataset.bits);
  const said = document.getElementById("working");
  said.hidden = false;
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const digest = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(`${turn}:${number}`)));
    if (digest.getUint32(0) >>> (32 - bits) === 0) {
      form.elements.sum.value = String(number);
      form.submit();
      return;
    }
  }
})();
