// Streamlit keeps the look per address in the browser's storage and reads it when a page loads.

const nameOf = (path) => `stActiveTheme-/${path}-v2`;

function chosen() {
  const stored = localStorage.getItem(nameOf("")) ?? '"System"';
  return ["Light", "Dark"].find((each) => stored.includes(each)) ?? "System";
}

function choose(value, paths) {
  for (const path of paths) localStorage.setItem(nameOf(path), JSON.stringify(value));
  window.location.reload();
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".look");
  root.lang = data.lang;
  const name = document.createElement("div");
  name.className = "name";
  name.textContent = data.name;
  const group = document.createElement("div");
  group.className = "choices";
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", data.name);
  group.append(...data.choices.map(([value, words]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", String(value === chosen()));
    button.onclick = () => choose(value, data.paths);
    return button;
  }));
  root.replaceChildren(name, group);
}
