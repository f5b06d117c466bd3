import { Anchor } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type Problem, type RequestDetail, type Unavailable } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Banner } from "../../components/Banner";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { carriesPin, type Operation } from "../../state/catalogue";
import { useOperationName } from "../../state/requestTexts";
import { useConnection } from "../../state/snapshot";
import classes from "./operations.module.css";

/** Explains why the server's release lacks the method, and links to the settings. */
export function UnavailableNote({ missing }: { missing: Unavailable }) {
  const { t } = useTranslation("forms");
  const release = useConnection()?.release ?? "";
  return (
    <Banner
      tone="warn"
      role="status"
      actions={
        <Anchor component={Link} to="/settings" fz="inherit">
          {t("toSettings")}
        </Anchor>
      }
    >
      <b>
        {missing.from
          ? t("notYet", { release, from: missing.from })
          : t("noLonger", { release, until: missing.until ?? "" })}
      </b>{" "}
      {t("unavailableNext")}
    </Banner>
  );
}

interface EditFailedProps {
  requestKey: string;
  /** The request was opened for a retry, not for editing. */
  retries: boolean;
  problem: Problem;
}

/**
 * Shown when a request cannot be edited, for example because it was sent meanwhile. No form is shown: it would send a
 * second request.
 */
export function EditFailed({ requestKey, retries, problem }: EditFailedProps) {
  const { t } = useTranslation("forms");
  return (
    <>
      <PageHead title={t(retries ? "retryFailed" : "editFailed")} />
      <div className={classes.scroll}>
        <ProblemNote
          problem={problem}
          actions={
            <Anchor component={Link} to={`/requests/${requestKey}`} fz="inherit">
              {t("openDetail")}
            </Anchor>
          }
        />
      </div>
    </>
  );
}

/**
 * Explains that the form edits a waiting request, which is held while the form is open. Leaving the form sends
 * nothing.
 */
export function EditNote({ edited, operation }: { edited: RequestDetail; operation: Operation }) {
  const { t } = useTranslation("forms");
  const operationName = useOperationName();
  const navigate = useNavigate();
  const { problem, run } = useCommand();
  const { row, draft } = edited;
  const pin = carriesPin(operation);

  async function putBack() {
    // A scheduled request keeps its time; any other request returns to the queue.
    const back =
      row.leavesAt !== null && draft
        ? () => commands.outbox.replace(row.key, draft, row.leavesAt)
        : () => commands.outbox.sendNow(row.key);
    if (await run(back)) await navigate({ to: "/requests/$key", params: { key: row.key } });
  }
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      <Banner
        tone="info"
        role="status"
        actions={
          !pin && (
            <Anchor component="button" type="button" fz="inherit" onClick={() => void putBack()}>
              {t("putUnchanged")}
            </Anchor>
          )
        }
      >
        <b>{t("editing", { name: row.number ?? operationName(row) })}</b> {t("editingNext")} {pin && t("pinAgain")}
      </Banner>
    </>
  );
}

/** The request that the form's values come from, with the server's message if it refused that request. */
export function OriginNote({ origin, operation }: { origin: RequestDetail; operation: Operation }) {
  const { t } = useTranslation("forms");
  const operationName = useOperationName();
  const { row, problem } = origin;
  return (
    <>
      {problem && row.state !== "cancelled" && <ProblemNote problem={problem} role="status" />}
      <Banner tone="info" role="status">
        {row.state === "cancelled" ? t("takenBack") : t("filledFrom", { name: row.number ?? operationName(row) })}
        {carriesPin(operation) && ` ${t("pinAgain")}`}
      </Banner>
    </>
  );
}
