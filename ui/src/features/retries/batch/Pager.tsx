import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../components/IconButton";
import classes from "../retries.module.css";

interface PagerProps {
  /** Of what. */
  label: string;
  offset: number;
  page: number;
  total: number;
  onOffset: (offset: number) => void;
}

/** Through a list in pages; nothing where one page shows all. */
export function Pager({ label, offset, page, total, onOffset }: PagerProps) {
  const { t } = useTranslation("retries");
  if (total <= page) return null;
  const last = offset + page >= total;
  return (
    <nav className={classes.pager} aria-label={t("pages", { label })}>
      <IconButton
        icon={IconChevronLeft}
        className="icon-mirrors"
        label={t("previousPage")}
        aria-disabled={offset === 0}
        onClick={() => onOffset(Math.max(0, offset - page))}
      />
      <span role="status">{t("pageOf", { from: offset + 1, to: Math.min(offset + page, total), total })}</span>
      <IconButton
        icon={IconChevronRight}
        className="icon-mirrors"
        label={t("nextPage")}
        aria-disabled={last}
        onClick={() => !last && onOffset(offset + page)}
      />
    </nav>
  );
}
