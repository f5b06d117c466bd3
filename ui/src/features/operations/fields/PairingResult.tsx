import { VisuallyHidden } from "@mantine/core";
import { IconArrowRight, IconDeviceTv, IconId, IconLink, IconPlus } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Pairing, PairingPreview } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { unpairs } from "../../../state/catalogue";
import { useDates } from "../../../state/dates";
import type { FormState } from "../useOperationForm";
import { FieldRow } from "./FieldRow";
import classes from "./fields.module.css";

/**
 * The known pairings before and after sending. The space is reserved from the start, so that the layout does not
 * shift while the user types.
 */
export function PairingResult({ form }: { form: FormState }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const { preview, failed } = form.pairing;
  return (
    <FieldRow label={t("pairing.title")} id={id}>
      <section className={classes.result} aria-labelledby={id}>
        <div className={classes.pair}>
          <Before preview={preview} />
          <span className={classes.arrow}>
            <Icon of={IconArrowRight} className="icon-mirrors" />
          </span>
          <After form={form} />
        </div>
        <p className={classes.known}>{failed ? t("pairing.failed") : preview && <Source preview={preview} />}</p>
      </section>
    </FieldRow>
  );
}

function Before({ preview }: { preview: PairingPreview | undefined }) {
  const { t } = useTranslation("forms");
  return (
    <div className={classes.box}>
      <p className={classes.when}>{t("pairing.now")}</p>
      {preview?.before.map((pairing) => (
        <Sets key={pairing.request ?? pairing.smartcards.join()} pairing={pairing} />
      ))}
      {preview?.before.length === 0 && <p className={classes.none}>{t("pairing.noneKnown")}</p>}
    </div>
  );
}

function After({ form: { operation, values, pairing } }: { form: FormState }) {
  const { t } = useTranslation("forms");
  const { preview } = pairing;
  const hasCard = Boolean(values.smartcard_identifier?.trim());
  const none = unpairs(operation) ? (hasCard ? "freed" : "fillInCard") : "fillIn";
  const before = new Set(preview?.before.flatMap(({ smartcards, setTopBoxes }) => [...smartcards, ...setTopBoxes]));
  return (
    <div className={`${classes.box} ${classes.after}`}>
      <p className={classes.when}>{t("pairing.after")}</p>
      {preview?.after && <Sets pairing={preview.after} before={before} />}
      {preview && !preview.after && <p className={classes.none}>{t(`pairing.${none}`)}</p>}
    </div>
  );
}

function Sets({ pairing, before }: { pairing: Pairing; before?: ReadonlySet<string> }) {
  const { t } = useTranslation("forms");
  return (
    <div className={classes.sets}>
      <Names of={IconId} label={t("pairing.cards")} names={pairing.smartcards} before={before} />
      <span className={classes.wire}>
        <Icon of={IconLink} size={14} />
      </span>
      <Names of={IconDeviceTv} label={t("pairing.boxes")} names={pairing.setTopBoxes} before={before} />
    </div>
  );
}

interface NamesProps {
  of: Drawing;
  label: string;
  names: string[];
  /** Members of a pairing before sending; all others are new. */
  before?: ReadonlySet<string>;
}

function Names({ of, label, names, before }: NamesProps) {
  const { t } = useTranslation("forms");
  return (
    <ul aria-label={label} className={classes.names}>
      {names.map((name) => {
        const added = before !== undefined && !before.has(name);
        return (
          <li key={name} className={classes.name} data-new={added || undefined}>
            <Icon of={added ? IconPlus : of} size={14} />
            <bdi dir="ltr">{name}</bdi>
            {added && <VisuallyHidden>{t("pairing.new")}</VisuallyHidden>}
          </li>
        );
      })}
    </ul>
  );
}

function Source({ preview: { asOf, listsIncomplete } }: { preview: PairingPreview }) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  return (
    <>
      {asOf === null ? t("pairing.asKnown") : t("pairing.asKnownAt", { at: dates.short(asOf) })}
      {listsIncomplete && ` ${t("pairing.incomplete")}`}
    </>
  );
}
