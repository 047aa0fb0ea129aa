// What a page gains where script runs. Nothing here is needed to use it.
document.documentElement.classList.add("js");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  const text = (button.closest(".secret, figure") ?? button.parentElement).querySelector("code, pre").textContent;
  await navigator.clipboard.writeText(text);
  const said = button.lastChild;
  const before = said.textContent;
  said.textContent = " Copied";
  setTimeout(() => { said.textContent = before; }, 1500);
});
