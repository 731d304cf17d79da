// A certified OpenID provider on this machine. As JSON come in its port, the address that codes go to, the secret of both
// clients, and who is in which groups.
import { Provider } from "oidc-provider";

const { port, back, clients, secret, people } = JSON.parse(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: clients.map((client) => ({
    client_id: client,
    client_secret: secret,
    redirect_uris: [back],
    post_logout_redirect_uris: [new URL("/", back).href],
  })),
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, preferred_username: id, groups: people[id] ?? [] }),
  }),
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
