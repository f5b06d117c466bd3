import { describe, expect, it } from "vitest";
import { pageList } from "../../state/pages";
import { snapshot } from "../../test/desk";
import { linkable, linkTo, MAX_LINK, readLink } from "./deskLinks";

const [sandbox] = snapshot.connections;
if (!sandbox) throw new Error("the sandbox is there");
const crm = {
  ...sandbox,
  kind: "live" as const,
  serverUrl: "https://crm.example/path",
  organisation: "Kestrel & Söhne",
};

const NAMED = "server=https%3A%2F%2Fcrm.example&organisation=Kestrel+%26+S%C3%B6hne";
const link = (address: string, named = NAMED) => `provisioning-desk://open?${named}#${address}`;
const fault = (text: string) => {
  const read = readLink(text);
  return read && ("fault" in read ? read.fault : read.target.address);
};

describe("a link", () => {
  it("names server, organisation and page, and is read as it was made", () => {
    const made = linkTo(crm, "/requests?states=rejected&sort=-updated");
    expect(made).toBe(link("/requests?states=rejected&sort=-updated"));
    expect(readLink(String(made))).toEqual({
      target: {
        server: "https://crm.example",
        organisation: "Kestrel & Söhne",
        address: "/requests?states=rejected&sort=-updated",
      },
    });
    expect(linkTo(sandbox, "/home")).toBe("provisioning-desk://open?server=sandbox&organisation=DEMO#/home");
  });

  it("can be made for every listed page, and is read again", () => {
    for (const { path } of pageList) expect(fault(String(linkTo(crm, path))), path).toBe(path);
    expect(fault(link("/operations/conax.reset-pin"))).toBe("/operations/conax.reset-pin");
    expect(fault(link("/requests/server-58226"))).toBe("/requests/server-58226");
    expect(fault(link("/entities/smartcard/7A%2BB?by=id"))).toBe("/entities/smartcard/7A%2BB?by=id");
  });

  it("leaves out searched numbers and the values of forms, and has no page of this computer alone", () => {
    expect(linkable("/requests?text=01900000001&states=pending")).toBe("/requests?states=pending");
    expect(linkable('/operations/conax.reset-pin?with={"pin":"1"}&from=a')).toBe("/operations/conax.reset-pin");
    for (const address of [
      "/entities/smartcard/01900000001?by=serial_number",
      "/entities/smartcard/01900000001",
      "/requests/0199-of-this-desk",
      "/field/slip/0199",
      "/bulk/0199",
      "/sign-in",
      "/nowhere",
    ]) {
      expect(linkable(address), address).toBeUndefined();
    }
  });

  it("is told from other texts", () => {
    for (const text of ["https://crm.example#/home", "#/home", "01900000001", "provisioning-desk", ""]) {
      expect(readLink(text), text).toBeUndefined();
    }
  });
});

describe("a hostile link", () => {
  it.each([
    ["is too long", link(`/requests?user=${"a".repeat(MAX_LINK)}`), "tooLong"],
    ["has a user", `provisioning-desk://crm.example@open?${NAMED}#/home`, "malformed"],
    ["has a user and a password", `provisioning-desk://a:b@open?${NAMED}#/home`, "malformed"],
    ["has a port", `provisioning-desk://open:80?${NAMED}#/home`, "malformed"],
    ["has a path", `provisioning-desk://open/../etc?${NAMED}#/home`, "malformed"],
    ["leads elsewhere", `provisioning-desk://send?${NAMED}#/home`, "malformed"],
    ["has no place", `provisioning-desk:open?${NAMED}#/home`, "malformed"],
    ["has a line break", `${link("/home")}\n`, "malformed"],
    ["has a blank", link("/home --data-dir"), "malformed"],
    ["breaks out of quotation marks", `${link("/home")}" --hidden`, "malformed"],
    ["has a control character", link("/home\u0007"), "malformed"],
    ["turns the order of characters", link("/home\u202e"), "malformed"],
    ["has no server", link("/home", "organisation=A"), "malformed"],
    ["names two servers", link("/home", `${NAMED}&server=https%3A%2F%2Fother.example`), "malformed"],
    [
      "has a server with a user",
      link("/home", "server=https%3A%2F%2Fcrm.example%40evil.test&organisation=A"),
      "malformed",
    ],
    ["has a server with a path", link("/home", "server=https%3A%2F%2Fcrm.example%2F&organisation=A"), "malformed"],
    [
      "has a server with a Cyrillic letter",
      link("/home", "server=https%3A%2F%2Fcrm.ex%D0%B0mple&organisation=A"),
      "malformed",
    ],
    ["has a script for a server", link("/home", "server=javascript%3Aalert(1)&organisation=A"), "malformed"],
    ["has a file for a server", link("/home", "server=file%3A%2F%2F&organisation=A"), "malformed"],
    [
      "has a hidden character in the organisation",
      link("/home", "server=sandbox&organisation=A%E2%80%8B"),
      "malformed",
    ],
    ["brings values beside the server", link("/home", `${NAMED}&with=1`), "carriesValues"],
    ["fills a form", link("/operations/conax.reset-pin?with=%7B%22pin%22%3A%221234%22%7D"), "carriesValues"],
    ["opens a request as a new one", link("/operations/conax.reset-pin?from=server-5"), "carriesValues"],
    ["opens an edit", link("/operations/conax.reset-pin?edit=a"), "carriesValues"],
    ["has a customer's number", link("/entities/smartcard/01900000001?by=serial_number"), "carriesValues"],
    ["searches for a number", link("/requests?text=01900000001"), "carriesValues"],
    ["gives a filter twice", link("/requests?user=a&user=b"), "carriesValues"],
    ["has a control character in a filter", link("/requests?user=a%00"), "carriesValues"],
    ["has no page", link(""), "unknownPage"],
    ["has an unknown page", link("/admin"), "unknownPage"],
    ["has an unknown operation", link("/operations/conax.delete-all"), "unknownPage"],
    ["goes up", link("/requests/../settings"), "unknownPage"],
    ["goes up in code", link("/operations/%2e%2e%2fsettings"), "unknownPage"],
    ["goes up in code twice", link("/operations/%252e%252e%252fsettings"), "unknownPage"],
    ["hides a separator", link("/entities/smartcard/a%2f..%2fb?by=id"), "unknownPage"],
    ["hides a backslash", link("/entities/smartcard/a%5cb?by=id"), "unknownPage"],
    ["hides a zero", link("/requests/server-5%00"), "unknownPage"],
    ["is cut in a character", link("/requests/server-%E0%A4"), "unknownPage"],
    ["leads to the sign-in page", link("/sign-in?next=%2Fhome"), "unknownPage"],
  ])("that %s is refused", (_, text, why) => {
    expect(fault(text)).toBe(why);
  });

  it("whose server only looks like the connection's leads to another one", () => {
    for (const server of [
      "https://crm.example.evil.test",
      "https://evil.test",
      "http://crm.example",
      "https://crm.example:8443",
      "https://crm.xn--exmple-4nf",
    ]) {
      const read = readLink(link("/home", `server=${encodeURIComponent(server)}&organisation=Kestrel+TV`));
      expect(read && "target" in read && read.target.server, server).toBe(server);
      expect(server).not.toBe(new URL(crm.serverUrl).origin);
    }
  });
});
