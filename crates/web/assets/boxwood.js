// What a page gains where script runs. Nothing here is needed to use it.
document.documentElement.classList.add("js");

// A form with files says how much of them is sent.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.upload");
  if (!form) return;
  event.preventDefault();
  const [bar, button] = [form.querySelector("progress"), form.querySelector("button")];
  const sent = new XMLHttpRequest();
  sent.upload.onprogress = ({ loaded, total }) => { bar.value = total ? loaded / total : 0; };
  sent.onload = () => {
    if (sent.responseURL !== form.action) return location.assign(sent.responseURL);
    document.open();
    document.write(sent.responseText);
    document.close();
  };
  sent.onerror = () => {
    bar.hidden = true;
    button.disabled = false;
    form.querySelector(".broken").hidden = false;
  };
  sent.open("POST", form.action);
  sent.send(new FormData(form));
  [bar.hidden, button.disabled, form.querySelector(".broken").hidden] = [false, true, true];
});

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
