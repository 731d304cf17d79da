// An item of the menu that is opened in a new tab stays in its network. Streamlit writes the menu and leaves out what the
// address says besides the page (streamlit/streamlit#7982); in the same tab the server puts it back, and a new tab would
// not know it.
function stay({ target }) {
  const item = target.closest?.("[data-testid=stSidebarNavLink]");
  const network = new URLSearchParams(location.search).get("netwerk");
  if (item && network) {
    item.search = new URLSearchParams({ netwerk: network });
  }
}

for (const kind of ["pointerdown", "contextmenu", "keydown"]) {
  document.addEventListener(kind, stay, true);
}
