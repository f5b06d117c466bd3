import type { RequestRow } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { StateLabel } from "../../components/StateLabel";
import { useDates } from "../../state/dates";
import { useJobName } from "../../state/useJobName";
import classes from "./field.module.css";

/** Which request it is: its job, what it is about, and when it was made. */
export function RowName({ row }: { row: RequestRow }) {
  const jobName = useJobName();
  const dates = useDates();
  return (
    <p className={classes.rowName}>
      <b>{jobName(row)}</b>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
      {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      {row.created !== null && <span>{dates.short(row.created)}</span>}
      <StateLabel state={row.state} text={row.stateText} pill />
    </p>
  );
}
