import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import "../../../i18n/i18n";
import { detail, fakeDesk, openOne, row } from "../../../test/desk";
import { Parameters, RequestFacts } from "./RequestFacts";

const request = row({
  key: "k1",
  smartcard: "01900000001, 01900000002",
  setTopBox: "stb-0000-0001",
  service: "GOLD",
  subscription: "S100",
  user: "operator",
});

const targets = () => screen.getAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")]);

it("each number of a request leads to its page", async () => {
  fakeDesk();
  openOne(<RequestFacts detail={detail(request)} part="request" />);
  await screen.findByText("S100");
  expect(targets()).toEqual([
    ["01900000001", "/entities/smartcard/01900000001"],
    ["01900000002", "/entities/smartcard/01900000002"],
    ["stb-0000-0001", "/entities/setTopBox/stb-0000-0001"],
    ["GOLD", "/entities/service/GOLD"],
    ["S100", "/entities/subscription/S100"],
  ]);
});

it("the user of a request leads to all requests of that user", async () => {
  fakeDesk();
  openOne(<RequestFacts detail={detail(request, { createdBy: "Ines, Varga" })} part="log" />);
  expect(await screen.findByRole("link", { name: "Ines, Varga" })).toHaveAttribute(
    "href",
    expect.stringContaining("/requests?user="),
  );
});

it("parameters that name a card, box, service or subscription lead to its page", async () => {
  fakeDesk();
  const parameters = [
    { name: "existing_smartcard_ca_id", value: "01900000001" },
    { name: "stb_ca_id", value: "stb-0000-0001" },
    { name: "service_ca_id", value: "2041" },
    { name: "request_type", value: "X" },
  ];
  openOne(<Parameters parameters={parameters} />);
  await screen.findByText("2041");
  expect(targets()).toEqual([
    ["01900000001", "/entities/smartcard/01900000001"],
    ["stb-0000-0001", "/entities/setTopBox/stb-0000-0001"],
    ["2041", "/entities/service/2041"],
  ]);
});
