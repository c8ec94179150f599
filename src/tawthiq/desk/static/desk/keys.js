// A key or passkey that the browser did not give: said on the page, where allauth's script would write to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("key-error").hidden = false;
});
