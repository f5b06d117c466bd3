import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { outboxOpen } from "../../features/outbox/OutboxHost";
import { useSnapshot } from "../../state/snapshot";
import style from "./Nav.module.css";

/** What has not left yet or is not known to have arrived, with counts: never hidden. */
export function Outbox({ icon }: { icon: ReactNode }) {
  const { t } = useTranslation("shell");
  const { held, queued, sending, notSent, unknown } = useSnapshot().outbox;
  const waiting = queued + notSent;
  const total = held + sending + waiting + unknown;
  // The most urgent first: it can be undone, or somebody must look.
  const said =
    held > 0
      ? t("held", { count: held })
      : unknown > 0
        ? t("unknown", { count: unknown })
        : sending > 0
          ? t("sending", { count: sending })
          : waiting > 0
            ? t("waiting", { count: waiting })
            : t("empty");
  return (
    <UnstyledButton
      className={style.entry}
      data-small
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+O"
      title={t("openOutbox")}
      onClick={() => outboxOpen.set(true)}
    >
      {icon}
      <span className={style.name}>{t("outbox")}</span>
      <span className={style.count} data-tone={total === 0 ? undefined : held === 0 && unknown > 0 ? "warn" : "accent"}>
        <span className={style.long}>{said}</span>
        {total > 0 && <span className={style.short}>{total}</span>}
      </span>
    </UnstyledButton>
  );
}
