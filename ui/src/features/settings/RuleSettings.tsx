import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Connection, type ConnectionRules, commands } from "../../api/bindings";
import { refreshSnapshot, refreshThings } from "../../api/queries";
import { useActing } from "../../api/useActing";
import { faultAt, useFaultText } from "../../components/faults";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useConnection } from "../../state/snapshot";
import { MaskList } from "./MaskList";
import { NumberSetting } from "./NumberSetting";
import { RuleTester } from "./RuleTester";
import style from "./SettingsPage.module.css";

/** What is a card and what is a box at the chosen connection, since the server does not tell. */
export function RuleSettings() {
  const connection = useConnection();
  return connection ? <Rules key={connection.id} connection={connection} /> : null;
}

const INPUTS = ["smartcards", "set_top_boxes", "usual_wait_minutes"];

function Rules({ connection }: { connection: Connection }) {
  const { t } = useTranslation("settings");
  const faultText = useFaultText();
  const [draft, setDraft] = useState(connection.rules);
  const [saved, setSaved] = useState(false);
  const [wrongWait, setWrongWait] = useState(false);
  const { busy, problem, run } = useActing();
  const rules = withoutEmpty(draft);
  const changed = wrongWait || JSON.stringify(rules) !== JSON.stringify(connection.rules);

  function set(change: Partial<ConnectionRules>) {
    setDraft({ ...draft, ...change });
    setSaved(false);
  }
  async function save() {
    // What is wrong stands at it already; without it, other minutes than those in sight would be saved.
    if (wrongWait) {
      document.getElementsByName("usual_wait_minutes")[0]?.focus();
      return;
    }
    const kept = await run(() => commands.connections.saveRules(connection.id, rules));
    if (!kept) return;
    setSaved(true);
    setDraft(kept.rules);
    await Promise.all([refreshSnapshot(), refreshThings()]);
  }
  const error = (input: string) => {
    const fault = faultAt(problem, input);
    return fault && faultText(fault);
  };
  return (
    <Panel title={t("rules")} note={connection.name}>
      <form
        className={`${style.body} ${style.stretch}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p>{t("rulesNote")}</p>
        <MaskList
          name="smartcards"
          label={t("cardMasks")}
          masks={draft.smartcards}
          error={error("smartcards")}
          onChange={(smartcards) => set({ smartcards })}
        />
        <MaskList
          name="set_top_boxes"
          label={t("boxMasks")}
          masks={draft.setTopBoxes}
          error={error("set_top_boxes")}
          onChange={(setTopBoxes) => set({ setTopBoxes })}
        />
        <p>{t("maskNote")}</p>
        <RuleTester rules={rules} />
        <div className={style.pair}>
          <NumberSetting
            name="usual_wait_minutes"
            label={t("usualWait")}
            description={t("usualWaitNote")}
            min={1}
            max={24 * 60}
            value={draft.usualWaitMinutes}
            error={error("usual_wait_minutes")}
            onSave={(usualWaitMinutes) => set({ usualWaitMinutes })}
            onWrong={setWrongWait}
          />
          <TextInput
            name="service_type"
            label={t("serviceType")}
            description={t("serviceTypeNote")}
            dir="ltr"
            value={draft.serviceType ?? ""}
            onChange={(event) => set({ serviceType: event.currentTarget.value })}
          />
        </div>
        {problem && !problem.fields.some(({ field }) => INPUTS.includes(field)) && <ProblemNote problem={problem} />}
        <div className={style.saving}>
          <Button type="submit" variant="filled" aria-disabled={busy}>
            {t("saveRules")}
          </Button>
          <span role="status">{changed ? t("rulesChanged") : saved ? t("rulesSaved") : ""}</span>
        </div>
      </form>
    </Panel>
  );
}

/** An empty input is no mask, and an empty type means the one that is learnt. */
const withoutEmpty = (rules: ConnectionRules): ConnectionRules => ({
  ...rules,
  smartcards: rules.smartcards.filter((mask) => mask.trim() !== ""),
  setTopBoxes: rules.setTopBoxes.filter((mask) => mask.trim() !== ""),
  serviceType: rules.serviceType?.trim() || null,
});
