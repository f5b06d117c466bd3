import { Button } from "@mantine/core";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { exporting } from "../../state/exporting";
import style from "./Toasts.module.css";
import { tellProblem } from "./useUndo";

export function ExportToast() {
  const { t } = useTranslation("shell");
  const progress = exporting.use();
  if (!progress) return null;
  const { name, rows, of, done, problem } = progress;
  if (problem) return <ProblemNote problem={problem} role="status" />;
  const stop = () =>
    commands.requests.stopExport().then(
      () => exporting.set(null),
      (reason: unknown) => tellProblem(reason),
    );
  return (
    <div className={style.grid} data-tone={done ? "ok" : "accent"}>
      <Icon of={done ? IconCircleCheck : IconDownload} />
      <span className={style.title}>{done ? t("saved", { count: rows }) : t("saving", { rows, of })}</span>
      {done ? (
        <span />
      ) : (
        <Button size="xs" onClick={() => void stop()}>
          {t("stop")}
        </Button>
      )}
      <bdi className={style.sub} dir="ltr" title={name}>
        {name}
      </bdi>
      {!done && (
        <span
          className={style.bar}
          role="progressbar"
          aria-label={t("savingFile")}
          aria-valuemin={0}
          aria-valuemax={of}
          aria-valuenow={rows}
        >
          <span style={{ transform: `scaleX(${of === 0 ? 0 : Math.min(1, rows / of)})` }} />
        </span>
      )}
    </div>
  );
}
