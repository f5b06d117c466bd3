import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JobDraft, JobVerdict } from "../host/bindings";
import { Icon } from "../kit/Icon";
import { Identifier } from "../kit/Identifier";
import lists from "./lists.module.css";
import { isLost, type Line, repair, repaired } from "./planned";

interface PlannedLinesProps {
  lines: Line[];
  onLines: (lines: Line[]) => void;
}

/** Each line as it was understood, what looks wrong in it, and what can be done about that. */
export function PlannedLines({ lines, onLines }: PlannedLinesProps) {
  const { t } = useTranslation("field");
  const change = (line: Line) => onLines(lines.map((other) => (other.line === line.line ? line : other)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and so must be reachable by keyboard
    <section className={lists.preview} aria-label={t("understood")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("line")}</th>
            <th scope="col">{t("part.smartcard")}</th>
            <th scope="col">{t("part.setTopBox")}</th>
            <th scope="col">{t("part.subscription")}</th>
            <th scope="col">{t("noteWord")}</th>
            <th scope="col">{t("verdictWord")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line} data-out={line.leftOut || undefined}>
              <th scope="row">{line.line}</th>
              <Cell draft={line.draft} of="smartcard" />
              <Cell draft={line.draft} of="setTopBox" />
              <Cell draft={line.draft} of="subscription" />
              <td>
                <bdi>{line.draft.note}</bdi>
              </td>
              <td>
                <Verdicts line={line} onChange={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ draft, of }: { draft: JobDraft; of: "smartcard" | "setTopBox" | "subscription" }) {
  const text = draft[of];
  return <td>{text && <Identifier value={text} bare copy={false} />}</td>;
}

function Verdicts({ line, onChange }: { line: Line; onChange: (line: Line) => void }) {
  const { t } = useTranslation("field");
  return (
    <div className={lists.verdicts}>
      {line.verdicts.map((verdict) => (
        <span key={verdict} className={lists.verdict}>
          <Icon of={IconAlertTriangle} size={20} />
          {t(`verdict.${verdict}`)}
          {repaired(line.draft, verdict) && !line.leftOut && (
            <Button onClick={() => onChange(repair(line, verdict))}>{fixText(t, line, verdict)}</Button>
          )}
        </span>
      ))}
      {isLost(line) ? (
        <b>{t("isLeftOut")}</b>
      ) : (
        <Button
          aria-label={t(line.leftOut ? "takeLine" : "leaveOutLine", { line: line.line })}
          onClick={() => onChange({ ...line, leftOut: !line.leftOut })}
        >
          {line.leftOut ? t("take") : t("leaveOut")}
        </Button>
      )}
    </div>
  );
}

function fixText(t: ReturnType<typeof useTranslation<"field">>["t"], line: Line, verdict: JobVerdict): string {
  if (verdict === "swapped") return t("fix.swapped");
  return t("fix.use", { text: repaired(line.draft, verdict)?.smartcard ?? "" });
}
