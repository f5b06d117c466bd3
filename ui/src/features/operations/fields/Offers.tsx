import { Anchor } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import { Kbd } from "../../../components/Kbd";
import classes from "../../lookups/lookups.module.css";
import type { Choice, Offer } from "./names";
import { memberText } from "./texts";

/** The text is another name than the input asks for: the right one is a click or a key away. */
export function Offers({ offers, also, onTake }: { offers: Offer[]; also: boolean; onTake: (choice: Choice) => void }) {
  const { t } = useTranslation("forms");
  const first = offers.findIndex(({ take }) => take !== undefined);
  return (
    <div aria-live="polite">
      {offers.map(({ is, of, take }, place) => (
        <p key={`${is} ${of} ${take?.by} ${take?.text}`} className={classes.offer}>
          <Icon of={IconInfoCircle} size={14} />
          <span>
            {of
              ? t(`lookUp.is.${of}`)
              : is
                ? t(also ? "lookUp.also" : "lookUp.instead", { context: is })
                : t("lookUp.twelve")}{" "}
            {take && (
              <Anchor
                component="button"
                type="button"
                fz="inherit"
                aria-keyshortcuts={place === first ? "Alt+Enter" : undefined}
                onClick={() => onTake(take)}
              >
                {t("lookUp.use", { name: memberText(take.by), text: take.text })}
              </Anchor>
            )}{" "}
            {take && place === first && <Kbd keys="Alt+Enter" />}
          </span>
        </p>
      ))}
    </div>
  );
}
