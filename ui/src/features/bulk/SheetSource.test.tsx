import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type BulkSheet, commands } from "../../api/bindings";
import { fakeDesk, openOne } from "../../test/desk";
import { SheetSource } from "./SheetSource";

const column = (letter: string) => ({ letter, heading: "", samples: [], secret: false });

const sheet: BulkSheet = {
  id: "s1",
  name: "march.csv",
  created: 0,
  user: "operator",
  rows: 9,
  source: {
    encoding: "UTF-8",
    encodings: ["UTF-8"],
    separator: ";",
    worksheet: null,
    otherWorksheets: [],
    headingLine: null,
    firstLine: 3,
    lastLine: 11,
    firstColumn: "B",
    lastColumn: null,
    notes: { merged: 0, formulas: 0, errors: 0, hiddenRows: 0, from1904: false, noFormats: false },
  },
  columns: [column("B"), column("C"), column("F")],
  matching: null,
  check: null,
  open: true,
};

it("says the range that was read and shows a fault of another one at its input", async () => {
  fakeDesk({});
  const again = vi.spyOn(commands.bulk, "readBulkSheetAgain").mockRejectedValue({
    code: "invalidInput",
    message: "",
    detail: null,
    fields: [{ field: "last_column", fault: "beforeFirstColumn", params: {} }],
    outcome: null,
  });
  const { user } = openOne(<SheetSource sheet={sheet} started={false} />);
  await screen.findByText("Lines 3 to 11, columns B to F");
  const [first, last] = [screen.getByLabelText("First column"), screen.getByLabelText("Last column")];
  expect(first).toHaveProperty("value", "B");
  await user.clear(first);
  await user.type(first, "F");
  await user.type(last, "B{Enter}");
  expect(again).toHaveBeenLastCalledWith("s1", expect.objectContaining({ firstColumn: "F", lastColumn: "B" }));
  await screen.findByText("This column is before the first one.");
  expect(last.getAttribute("aria-invalid")).toBe("true");
  expect(screen.queryByRole("alert"), "it is said once").toBeNull();
  await user.clear(first);
  await user.click(screen.getByRole("button", { name: "Read again" }));
  expect(again).toHaveBeenLastCalledWith("s1", expect.objectContaining({ firstColumn: null, lastColumn: "B" }));
});
