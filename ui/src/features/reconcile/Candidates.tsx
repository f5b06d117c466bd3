import { Button, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Candidate, Parameter } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { StateLabel } from "../../components/StateLabel";
import { useDates } from "../../state/dates";
import classes from "./evidence.module.css";

/** No parameter: nobody knows any more whether the request was there before. */
const KNOWN_BEFORE = "knownBefore";

interface CandidatesProps {
  candidates: readonly Candidate[];
  /** Takes one as this request; absent where that is decided. */
  onChoose?: (candidate: Candidate) => void;
}

/** Requests of the server that may be this one, with what is the same and what could not be compared. */
export function Candidates({ candidates, onChoose }: CandidatesProps) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  return (
    <table className={classes.candidates} aria-label={t("evidence.candidates")}>
      <thead>
        <tr>
          <th scope="col">{t("column.number")}</th>
          <th scope="col">{t("column.state")}</th>
          <th scope="col">{t("column.created")}</th>
          {onChoose && (
            <th scope="col">
              <VisuallyHidden>{t("evidence.thisIsIt")}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      {candidates.map((one) => (
        <tbody key={one.id}>
          <tr>
            <td>
              <Identifier value={one.number ?? one.id} bare copy={false} />
            </td>
            <td>
              <StateLabel state={one.state} />
            </td>
            <td>
              {one.created === null ? "–" : <time title={dates.long(one.created)}>{dates.short(one.created)}</time>}
              {one.user && `, ${one.user}`}
            </td>
            {onChoose && (
              <td className={classes.choose}>
                <Button size="xs" onClick={() => onChoose(one)}>
                  {t("evidence.thisIsIt")} <VisuallyHidden>{one.number ?? one.id}</VisuallyHidden>
                </Button>
              </td>
            )}
          </tr>
          <tr className={classes.why}>
            <td colSpan={onChoose ? 4 : 3}>
              <Compared title={t("evidence.same")} parameters={one.same} />
              <Compared title={t("evidence.unsure")} parameters={one.unsure} />
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}

function Compared({ title, parameters }: { title: string; parameters: readonly Parameter[] }) {
  const { t } = useTranslation("requests");
  if (parameters.length === 0) return null;
  return (
    <p>
      {title}{" "}
      {parameters.map(({ name, value }, place) => (
        <span key={name}>
          {place > 0 && ", "}
          {name === KNOWN_BEFORE ? (
            t("evidence.knownBefore")
          ) : (
            <bdi className="mono">
              {name} {value}
            </bdi>
          )}
        </span>
      ))}
    </p>
  );
}
