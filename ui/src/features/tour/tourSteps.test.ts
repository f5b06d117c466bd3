import { describe, expect, it } from "vitest";
import { nextStep, PAIRING_PATH, type TourState } from "./tourSteps";

const state = (part: Partial<TourState>): TourState => ({
  signedIn: true,
  path: "/home",
  card: "",
  box: "",
  inCard: false,
  sent: undefined,
  ...part,
});
const form = (part: Partial<TourState> = {}) => state({ path: PAIRING_PATH, inCard: true, ...part });

describe("the tour", () => {
  it("goes on with what the person does", () => {
    expect(nextStep("signIn", state({ signedIn: false }))).toBe("signIn");
    expect(nextStep("signIn", state({}))).toBe("open");
    expect(nextStep("open", form())).toBe("card");
    expect(nextStep("card", form({ card: "0190" })), "the card is still being typed").toBe("card");
    expect(nextStep("card", form({ card: "01900000001", inCard: false }))).toBe("box");
    expect(nextStep("box", form({ card: "01900000001", box: "stb", inCard: false }))).toBe("send");
    expect(nextStep("send", form({ sent: "held" }))).toBe("outcome");
    expect(nextStep("outcome", form({ sent: "pending" }))).toBe("outcome");
    expect(nextStep("outcome", form({ sent: "completed" }))).toBe("done");
  });

  it("goes back where the form is left or a request is undone", () => {
    expect(nextStep("box", state({}))).toBe("open");
    expect(nextStep("outcome", form({ card: "01900000001", inCard: false }))).toBe("box");
    expect(nextStep("done", state({ signedIn: false })), "the end stays until it is closed").toBe("done");
  });
});
