import { Anchor } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import classes from "./lookups.module.css";

interface MoveOfferProps {
  /** Label of the field that the text belongs to. */
  field: string;
  /** Alt+Enter moves it, where the key takes no suggestion. */
  byKey: boolean;
  onMove: () => void;
}

/** Offers to move a number of another kind to its own field. */
export function MoveOffer({ field, byKey, onMove }: MoveOfferProps) {
  const { t } = useTranslation("forms");
  return (
    <p className={classes.offer}>
      <Icon of={IconArrowsExchange} size={14} />
      <span>
        <Anchor
          component="button"
          type="button"
          fz="inherit"
          aria-keyshortcuts={byKey ? "Alt+Enter" : undefined}
          onClick={onMove}
        >
          {t("lookUp.moveTo", { field })}
        </Anchor>{" "}
        {byKey && <Kbd keys="Alt+Enter" />}
      </span>
    </p>
  );
}
