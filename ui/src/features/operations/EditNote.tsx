import { Anchor } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../../api/bindings";
import { useActing } from "../../api/useActing";
import { Banner } from "../../components/Banner";
import { ProblemNote } from "../../components/ProblemNote";
import { carriesPin, type Operation } from "../../state/catalogue";
import { useJobName } from "../../state/useJobName";

/** This form changes a request that waits. It stays here while that lasts; leaving the form sends nothing. */
export function EditNote({ edited, operation }: { edited: RequestDetail; operation: Operation }) {
  const { t } = useTranslation("forms");
  const jobName = useJobName();
  const navigate = useNavigate();
  const { problem, run } = useActing();
  const { row, draft } = edited;
  const pin = carriesPin(operation);

  async function putBack() {
    // One that has a time to leave keeps it; another one takes its turn again.
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
        <b>{t("editing", { name: row.number ?? jobName(row) })}</b> {t("editingNext")} {pin && t("pinAgain")}
      </Banner>
    </>
  );
}
