import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Status } from "./live/Status";
import classes from "./SkeletonRows.module.css";

const widths = [
  [72, 120],
  [64, 150],
  [80, 96],
] as const;

/** A placeholder for rows, on the first run only: later the last known rows stay. */
export function SkeletonRows({ rows }: { rows: number }) {
  const { t } = useTranslation();
  return (
    <Status as="div">
      <VisuallyHidden>{t("loading")}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => {
        const [first, second] = widths[row % widths.length] ?? widths[0];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          <div key={row} className={classes.row}>
            <span style={{ inlineSize: 16 }} />
            <span style={{ inlineSize: first }} />
            <span style={{ inlineSize: second }} />
            <span className={classes.end} style={{ inlineSize: 40 }} />
          </div>
        );
      })}
    </Status>
  );
}
