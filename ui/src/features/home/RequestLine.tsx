import { Link, useNavigate } from "@tanstack/react-router";
import type { RequestRow } from "../../api/bindings";
import { StateLabel } from "../../components/StateLabel";
import { useDates } from "../../state/dates";
import { useJobName } from "../../state/useJobName";
import classes from "./home.module.css";
import { useHappening } from "./useHappening";

/** One request in a line. */
export function RequestLine({ row }: { row: RequestRow }) {
  const dates = useDates();
  const jobName = useJobName();
  const happening = useHappening(row);
  const navigate = useNavigate();
  const wrong = row.state === "rejected" || row.state === "refused";
  return (
    // A click anywhere opens the row; the keyboard uses the link in it.
    <tr onClick={() => void navigate({ to: "/requests/$key", params: { key: row.key } })}>
      <td>
        <StateLabel state={row.state} text={row.stateText} />
      </td>
      <td>{row.created === null ? "–" : dates.time(row.created)}</td>
      <td>
        <Link to="/requests/$key" params={{ key: row.key }} className={classes.operation}>
          {jobName(row)}
        </Link>
      </td>
      <td>
        <bdi dir="ltr" className="mono">
          {row.smartcard ?? "–"}
        </bdi>
      </td>
      <td>
        <bdi dir="ltr" className="mono">
          {row.subscription ?? "–"}
        </bdi>
      </td>
      <td className={classes.happening} data-tone={wrong ? "bad" : row.state === "unknown" ? "warn" : undefined}>
        {happening}
      </td>
    </tr>
  );
}
