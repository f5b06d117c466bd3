import { Button } from "@mantine/core";
import { IconCopy, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ExportFormat } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import { Kbd } from "../../../components/Kbd";
import { ExportMenu } from "../ExportMenu";
import classes from "./foot.module.css";
import { MOST_COPIED, type useCopy } from "./useCopy";
import type { SelectedRows } from "./useSelection";

interface FootProps {
  range: [number, number];
  total: number;
  selection: SelectedRows;
  copy: ReturnType<typeof useCopy>;
  onExport: (format: ExportFormat) => void;
}

/** Where one is in the list, or what can be done with the selected rows: the place is always there. */
export function Foot({ range: [first, last], total, selection, copy, onExport }: FootProps) {
  const { t } = useTranslation("requests");
  const { count } = selection;
  if (count === 0) {
    return (
      <footer className={classes.foot}>
        <span>{t("rows", { from: first + 1, to: Math.min(last + 1, total), total })}</span>
        <span className={classes.push} />
        <span className={classes.keys}>
          <Kbd keys="↑+↓" /> {t("keyMove")} <Kbd keys="Space" /> {t("keySelect")} <Kbd keys="Enter" /> {t("keyOpen")}
        </span>
      </footer>
    );
  }
  const tooMany = count > MOST_COPIED;
  return (
    <section className={classes.foot} data-selecting aria-label={t("selection")}>
      <b role="status">{copy.done ? t("copiedRows", { count: copy.done }) : t("selected", { count })}</b>
      {!selection.all && (
        <Button size="xs" variant="subtle" aria-keyshortcuts="Control+A" onClick={selection.selectAll}>
          {t("selectAllOf", { total })}
        </Button>
      )}
      <span className={classes.push} />
      <Button
        size="xs"
        aria-keyshortcuts="Control+C"
        title={tooMany ? t("tooManyToCopy", { most: MOST_COPIED }) : undefined}
        aria-disabled={tooMany || copy.busy}
        data-disabled={tooMany || undefined}
        leftSection={<Icon of={IconCopy} size={14} />}
        onClick={() => tooMany || copy.start()}
      >
        {t("copyRows")}
      </Button>
      <ExportMenu size="xs" total={count} onExport={onExport} />
      <IconButton
        icon={IconX}
        label={t("clearSelection")}
        aria-keyshortcuts="Escape"
        onClick={(event) => {
          // The bar goes; the rows are what it was about.
          event.currentTarget
            .closest("section")
            ?.parentElement?.querySelector<HTMLElement>("tr[tabindex='0']")
            ?.focus({ preventScroll: true });
          selection.clear();
        }}
      />
    </section>
  );
}
