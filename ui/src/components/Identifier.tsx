import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon";
import classes from "./Identifier.module.css";
import { useCopied } from "./useCopied";

/** A card number, CA id or request number: text, left to right in every language, every zero kept. */
export function Identifier({ value, bare = false, copy = true }: { value: string; bare?: boolean; copy?: boolean }) {
  return (
    <span className={classes.identifier} data-bare={bare || undefined} data-copy={copy || undefined}>
      <bdi dir="ltr" className={classes.value}>
        {value}
      </bdi>
      {copy && <CopyButton value={value} />}
    </span>
  );
}

/** `name` describes the copied value, where the value itself says too little or too much. */
export function CopyButton({ value, name }: { value: string; name?: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopied();
  return (
    <button
      type="button"
      className={classes.copy}
      aria-label={copied ? t("copied") : t("copy", { value: name ?? value })}
      onClick={(event) => {
        event.stopPropagation();
        copy(value);
      }}
    >
      <Icon of={copied ? IconCheck : IconCopy} size={14} />
    </button>
  );
}
