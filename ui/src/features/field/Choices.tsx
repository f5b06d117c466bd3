import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Banner } from "../../components/Banner";
import type { CaSystem, Way } from "./pairing/pairing";
import type { PairingState } from "./pairing/usePairing";

/** Only what the numbers do not tell: which CA system, and whether the card's other boxes stay. */
export function Choices({ pairing }: { pairing: PairingState }) {
  const { t } = useTranslation(["field", "common"]);
  const { asksSystem, system, chooseSystem, differ, choosesWay, way, setWay } = pairing;
  return (
    <>
      {differ && (
        <Banner tone="warn" role="status">
          {t("field:differ")}
        </Banner>
      )}
      {asksSystem && (
        <SegmentedControl
          fullWidth
          size="lg"
          aria-label={t("field:whichSystem")}
          name="system"
          data={[
            ...(system ? [] : [{ value: "", label: t("field:whichSystem"), disabled: true }]),
            ...(["conax", "nagravision"] as const).map((value) => ({ value, label: t(`common:${value}`) })),
          ]}
          value={system ?? ""}
          onChange={(value) => chooseSystem(value as CaSystem)}
        />
      )}
      {choosesWay && (
        <SegmentedControl
          fullWidth
          size="lg"
          aria-label={t("field:way.name")}
          name="way"
          data={(["add", "create"] as const).map((value) => ({ value, label: t(`field:way.${value}`) }))}
          value={way}
          onChange={(value) => setWay(value as Way)}
        />
      )}
    </>
  );
}
