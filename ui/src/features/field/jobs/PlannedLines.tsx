import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JobDraft } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import classes from "./jobs.module.css";
import { changed, isLost, isTaken, type Line, repair, swap } from "./planned";

interface PlannedLinesProps {
  lines: Line[];
  onLines: (lines: Line[]) => void;
}

/** Each line as it was understood, what looks wrong in it, and what can be done about that. */
export function PlannedLines({ lines, onLines }: PlannedLinesProps) {
  const { t } = useTranslation("field");
  const change = (line: Line) => onLines(changed(lines, line));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and so must be reachable by keyboard
    <section className={classes.preview} aria-label={t("understood")} tabIndex={0}>
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
            <tr key={line.id} data-out={!isTaken(line) || undefined}>
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
  const lost = isLost(line);
  const said = line.again ? [...line.verdicts, "twice" as const] : line.verdicts;
  return (
    <div className={classes.verdicts}>
      {said.map((verdict) => (
        <span key={verdict} className={classes.verdict}>
          <Icon of={IconAlertTriangle} size={20} />
          {t(`verdict.${verdict}`)}
          {verdict === "swapped" && !lost && <Button onClick={() => onChange(swap(line))}>{t("fix.swapped")}</Button>}
        </span>
      ))}
      {!lost &&
        line.repairs.map((other) => (
          <Button key={`${other.part} ${other.text}`} onClick={() => onChange(repair(line, other))}>
            {t("fix.use", { text: other.text })}
          </Button>
        ))}
      {!isTaken(line) && <b>{t("isLeftOut")}</b>}
      {!lost && !line.again && (
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
