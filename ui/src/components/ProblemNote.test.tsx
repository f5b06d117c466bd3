import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import "../i18n/i18n";
import type { FieldProblem, ProblemCode } from "../api/bindings";
import problems from "../i18n/en/problems.json";
import { ProblemNote, problemLook } from "./ProblemNote";

const codes = Object.keys(problemLook) as ProblemCode[];

describe("a problem", () => {
  it("has a title and a next step in words for each code", () => {
    expect(
      Object.keys(problems)
        .filter((key) => key !== "outcome")
        .sort(),
    ).toEqual([...codes].sort());
    for (const code of codes) {
      const { title, next } = problems[code];
      expect(title, code).toMatch(/\.$/);
      expect(next, `${code} says what to do`).toMatch(/\.$/);
    }
  });

  it("shows the server's own words unchanged, and the outcome of the write", () => {
    const message = "SERVICEALREADYEXISTS:\n  <b>already</b>";
    render(
      <MantineProvider>
        <ProblemNote problem={{ code: "refused", message, detail: "409", fields: [], outcome: "refused" }} />
      </MantineProvider>,
    );
    expect(document.body).toHaveTextContent("CRM.COM refused the request.");
    expect(screen.getByText(/<b>already<\/b>/).textContent).toBe(`${message}\n409`);
    expect(screen.getByText("The server created no request.")).toBeVisible();
  });

  it("says why a file was not read", () => {
    const fields = [{ field: "file", fault: "newerFile", params: {} }];
    render(
      <MantineProvider>
        <ProblemNote problem={{ code: "fileNotRead", message: "", detail: null, fields, outcome: null }} />
      </MantineProvider>,
    );
    expect(document.body).toHaveTextContent("Update this one first.");
  });

  it("says which version wrote a newer journal, and where the copy from before lies", () => {
    const fields: FieldProblem[] = [
      { field: "journal", fault: "journalOf", params: { own: "0.1.0", written: "0.9.0" } },
      { field: "journal", fault: "journalBefore", params: { file: "journal.before-20.db" } },
    ];
    render(
      <MantineProvider>
        <ProblemNote problem={{ code: "journalNewer", message: "", detail: null, fields, outcome: null }} />
      </MantineProvider>,
    );
    expect(document.body).toHaveTextContent("this is version 0.1.0: install version 0.9.0");
    expect(document.body).toHaveTextContent("journal.before-20.db");
  });
});
