import { Anchor } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { carriesPin, type Operation } from "../desk/catalogue";
import { useActing } from "../desk/useActing";
import { useJobName } from "../desk/useJobName";
import { commands, type RequestDetail } from "../host/bindings";
import { Banner } from "../kit/Banner";
import { ProblemNote } from "../kit/ProblemNote";

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
        ? () => commands.replace(row.key, draft, row.leavesAt)
        : () => commands.sendNow(row.key);
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
