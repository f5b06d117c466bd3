import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectionRules, commands } from "../../api/bindings";
import style from "./SettingsPage.module.css";

/** What the rules as they stand here, saved or not, make of a number. */
export function RuleTester({ rules }: { rules: ConnectionRules }) {
  const { t } = useTranslation("settings");
  const [text, setText] = useState("");
  const { data, error } = useQuery({
    queryKey: ["settings", "rules", rules, text],
    queryFn: () => commands.connections.testRules(rules, text),
    enabled: text.trim() !== "",
    gcTime: 0,
    placeholderData: (last) => last,
  });
  const kind = data?.kind === "smartcard" || data?.kind === "setTopBox" ? data.kind : "item";
  return (
    <div className={style.trial}>
      <TextInput
        name="rule_test"
        label={t("ruleTest")}
        placeholder={t("ruleTestHint")}
        dir="ltr"
        classNames={{ input: style.mask }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          // A scanner's Enter would save what is still being tried.
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      <div role="status" className={style.verdict}>
        {text.trim() !== "" && error && t("ruleTestFailed")}
        {text.trim() !== "" && !error && data && (
          <>
            <span>{t(`testedAs.${kind}`)}</span>
            {data.mask && (
              <span>
                {t("byMask")}{" "}
                <bdi dir="ltr" className={style.mask}>
                  {data.mask}
                </bdi>
              </span>
            )}
            {data.ambiguous && <span className={style.doubt}>{t("ambiguous")}</span>}
          </>
        )}
      </div>
    </div>
  );
}
