import { screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { fakeDesk, openOne } from "../../test/desk";
import { CaFile } from "./ConnectionFields";

const seen = vi.fn();

function Form({ kept }: { kept: string | null }) {
  const [file, setFile] = useState(kept);
  seen(file);
  return <CaFile file={file} onChange={setFile} error={undefined} />;
}

describe("a certificate file", () => {
  it("is chosen, shown by its name, and removed again; it cannot be typed", async () => {
    fakeDesk();
    const choose = vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "company.pem" });
    const { user } = openOne(<Form kept="/etc/ssl/old.pem" />);
    const field = await screen.findByRole("textbox", { name: /Certificate file/ });
    expect(field).toHaveValue("/etc/ssl/old.pem");
    expect(field).toHaveAttribute("readonly");
    await user.click(screen.getByRole("button", { name: "Choose" }));
    expect(choose).toHaveBeenCalledWith("readCaFile", null);
    expect(field).toHaveValue("company.pem");
    expect(seen).toHaveBeenLastCalledWith("h1");
    await user.click(screen.getByRole("button", { name: "Use no certificate file" }));
    expect(field).toHaveValue("");
    expect(seen).toHaveBeenLastCalledWith(null);
  });
});
