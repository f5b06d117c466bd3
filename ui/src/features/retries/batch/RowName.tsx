import type { RequestRow } from "../../../api/bindings";
import { Identifier } from "../../../components/Identifier";
import { useOperationName } from "../../../state/useOperationName";
import classes from "../retries.module.css";

/** A request in a line of a list: its number, its job, its card. */
export function RowName({ row }: { row: RequestRow }) {
  const jobName = useOperationName();
  return (
    <span className={classes.name}>
      {row.number && <Identifier value={row.number} bare copy={false} />}
      <span className={classes.job}>{jobName(row)}</span>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
    </span>
  );
}
