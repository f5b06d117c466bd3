import { useDates } from "../desk/dates";
import { useJobName } from "../desk/useJobName";
import type { RequestRow } from "../host/bindings";
import { Identifier } from "../kit/Identifier";
import { StateLabel } from "../kit/StateLabel";
import lists from "./lists.module.css";

/** Which request it is: its job, what it is about, and when it was made. */
export function RowName({ row }: { row: RequestRow }) {
  const jobName = useJobName();
  const dates = useDates();
  return (
    <p className={lists.rowName}>
      <b>{jobName(row)}</b>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
      {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      {row.created !== null && <span>{dates.short(row.created)}</span>}
      <StateLabel state={row.state} text={row.stateText} pill />
    </p>
  );
}
