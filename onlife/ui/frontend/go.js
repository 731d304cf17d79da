// Takes the browser to an address of this app: after login, to the route that sets the session cookie. Streamlit can go to
// its own pages only.
export default function ({ data }) {
  const address = new URL(data.address, window.location.origin);
  if (address.origin === window.location.origin) {
    window.location.replace(address.href);
  }
}
