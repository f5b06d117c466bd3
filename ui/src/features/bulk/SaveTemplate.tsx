import { Button, NativeSelect } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Icon } from "../../components/Icon";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { carriesPin, type Field, operationById, operationText, useUnavailable } from "../../state/catalogue";
import { choiceText, fieldText } from "../../state/fieldText";
import classes from "./bulk.module.css";
import { bulkOperations } from "./columns/matching";

/** Saves an empty workbook with the columns of a job, and their rules. */
export function SaveTemplate() {
  const { t } = useTranslation(["bulk", "operations"]);
  const unavailable = useUnavailable();
  const jobs = bulkOperations.filter((job) => !carriesPin(job) && unavailable(job.id) === null);
  const [chosen, setChosen] = useState("");
  const [saved, setSaved] = useState("");
  const operation = operationById(chosen) ?? jobs[0];
  const rulesOf = useRules();
  const { busy, problem, run } = useCommand({ refresh: null });
  if (!operation) return null;
  async function save(of: typeof operation) {
    if (!of) return;
    setSaved("");
    const name = t("bulk:template.file", { job: t(operationText(of.id, "title")) });
    const written = await run(async () => {
      const file = await commands.window.chooseFile("bulkTemplate", `${name}.xlsx`);
      if (file === null) return null;
      const fields = of.fields.filter(({ kind }) => kind.type !== "pin");
      await commands.bulk.saveBulkTemplate(file.handle, {
        rowsName: t("bulk:template.rows"),
        rulesName: t("bulk:template.rules"),
        ruleHeadings: (["column", "needed", "takes", "example"] as const).map((name) => t(`bulk:template.${name}`)),
        columns: fields.map((field) => ({ heading: fieldText(of, field, "label"), rules: rulesOf(field) })),
      });
      return file.name;
    });
    if (written) setSaved(written);
  }
  return (
    <Panel title={t("bulk:template.title")}>
      <div className={classes.pad}>
        <p className={classes.quiet}>{t("bulk:template.about")}</p>
        {problem && <ProblemNote problem={problem} />}
        <div className={classes.tools}>
          <NativeSelect
            name="template"
            aria-label={t("bulk:match.job")}
            data={jobs.map(({ id }) => ({ value: id, label: t(operationText(id, "title")) }))}
            value={operation.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <Button
            leftSection={<Icon of={IconDownload} size={14} />}
            aria-disabled={busy}
            onClick={() => void save(operation)}
          >
            {t("bulk:template.save")}
          </Button>
          {saved && <Status className={classes.quiet}>{t("bulk:template.saved", { name: saved })}</Status>}
        </div>
      </div>
    </Panel>
  );
}

/** Whether a column is needed, what it takes, and an example. */
function useRules(): (field: Field) => string[] {
  const { t } = useTranslation("bulk");
  return (field) => {
    const { kind, need } = field;
    switch (kind.type) {
      case "pin":
        return [];
      case "identifier":
      case "set":
        return [t(`template.need.${need}`), t(`template.take.${kind.type}`), t(`template.sample.${kind.target}`)];
      case "choice": {
        const values = kind.values.map((value) => choiceText(field, value));
        return [t(`template.need.${need}`), t("template.take.choice", { values: values.join(", ") }), values[0] ?? ""];
      }
      default:
        return [t(`template.need.${need}`), t(`template.take.${kind.type}`), t(`template.sample.${kind.type}`)];
    }
  };
}
