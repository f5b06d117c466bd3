import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { useSnapshot } from "../../state/snapshot";
import { measured } from "../scanner/rhythm";
import { lastScan } from "../scanner/scanning";
import style from "./SettingsPage.module.css";

/** Shows what the last scan was read as, and how fast its keys came. */
export function ScannerTrial() {
  const { t } = useTranslation("scanner");
  const { scanner } = useSnapshot().preferences;
  const [text, setText] = useState("");
  const scan = lastScan.use();
  useEffect(() => () => lastScan.set(undefined), []);
  const kind = useQuery({
    queryKey: ["settings", "classify", scan?.text],
    queryFn: () => commands.connections.classify(scan?.text ?? ""),
    enabled: scan !== undefined,
    gcTime: 0,
  });
  return (
    <div className={style.trial}>
      <TextInput
        name="scanner_trial"
        label={t("trial")}
        dir="ltr"
        disabled={!scanner.on}
        placeholder={t("trialHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div role="status" className={style.verdict}>
        {scan ? (
          <>
            <span>
              {t("scanned")} <Identifier value={scan.text} bare copy={false} />
              {kind.data && ` (${t(`kind.${kind.data}`)})`}
            </span>
            <span>{t("rhythm", { keys: scan.presses.length, ...measured(scan.presses) })}</span>
          </>
        ) : (
          text !== "" && t("noScan")
        )}
      </div>
    </div>
  );
}
