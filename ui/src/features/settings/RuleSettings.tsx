import { Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { type Connection, type ConnectionRules, commands } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { refreshEntities, refreshSnapshot } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useConnection } from "../../state/snapshot";
import { NumberSetting } from "./NumberSettings";
import classes from "./settings.module.css";

/** The identifier rules of the chosen connection: masks that distinguish cards from boxes, which the server does not. */
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
  const { busy, problem, run } = useCommand();
  const rules = withoutEmpty(draft);
  const changed = wrongWait || JSON.stringify(rules) !== JSON.stringify(connection.rules);

  function set(change: Partial<ConnectionRules>) {
    setDraft({ ...draft, ...change });
    setSaved(false);
  }
  async function save() {
    // The fault is shown at the input; a save would store other minutes than those shown.
    if (wrongWait) {
      document.getElementsByName("usual_wait_minutes")[0]?.focus();
      return;
    }
    const kept = await run(() => commands.connections.saveRules(connection.id, rules));
    if (!kept) return;
    setSaved(true);
    setDraft(kept.rules);
    await Promise.all([refreshSnapshot(), refreshEntities()]);
  }
  const error = (input: string) => {
    const fault = faultAt(problem, input);
    return fault && faultText(fault);
  };
  return (
    <Panel title={t("rules")} note={connection.name}>
      <form
        className={`${classes.body} ${classes.stretch}`}
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
        <div className={classes.pair}>
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
        <div className={classes.saving}>
          <Button type="submit" variant="filled" aria-disabled={busy}>
            {t("saveRules")}
          </Button>
          <Status>{changed ? t("rulesChanged") : saved ? t("rulesSaved") : ""}</Status>
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

interface MaskListProps {
  name: string;
  label: string;
  masks: string[];
  error?: string;
  onChange: (masks: string[]) => void;
}

/** Any number of masks, one in each input. */
function MaskList({ name, label, masks, error, onChange }: MaskListProps) {
  const { t } = useTranslation("settings");
  const id = useId();
  const rows = masks.length > 0 ? masks : [""];
  const inputOf = (row: number) => `${name}.${row}`;

  /** Draws the rows before one of them gets the focus. */
  function change(next: string[], focused: number) {
    flushSync(() => onChange(next));
    document.getElementsByName(inputOf(Math.max(0, focused)))[0]?.focus();
  }
  return (
    <fieldset className={classes.masks} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{label}</legend>
      {rows.map((mask, row) => (
        <TextInput
          // Rows have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={row}
          name={inputOf(row)}
          aria-label={t("maskOf", { list: label, row: row + 1 })}
          dir="ltr"
          classNames={{ input: classes.mask }}
          error={error !== undefined}
          value={mask}
          onChange={(event) => onChange(rows.with(row, event.currentTarget.value))}
          rightSection={
            (rows.length > 1 || mask !== "") && (
              <IconButton
                icon={IconX}
                label={t("removeMask", { list: label, row: row + 1 })}
                onClick={() =>
                  change(
                    rows.filter((_, place) => place !== row),
                    Math.min(row, rows.length - 2),
                  )
                }
              />
            )
          }
        />
      ))}
      {error && (
        <p id={`${id}-error`} className={classes.error}>
          {error}
        </p>
      )}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<Icon of={IconPlus} size={14} />}
        aria-label={t("addMaskTo", { list: label })}
        onClick={() => change([...rows, ""], rows.length)}
      >
        {t("addMask")}
      </Button>
    </fieldset>
  );
}

/** Tests a number with the rules of the form, saved or not. */
function RuleTester({ rules }: { rules: ConnectionRules }) {
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
    <div className={classes.trial}>
      <TextInput
        name="rule_test"
        label={t("ruleTest")}
        placeholder={t("ruleTestHint")}
        dir="ltr"
        classNames={{ input: classes.mask }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          // The Enter of a scanner would save the rules that are being tested.
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      <Status as="div" className={classes.verdict}>
        {text.trim() !== "" && error && t("ruleTestFailed")}
        {text.trim() !== "" && !error && data && (
          <>
            <span>{t(`testedAs.${kind}`)}</span>
            {data.mask && (
              <span>
                {t("byMask")}{" "}
                <bdi dir="ltr" className={classes.mask}>
                  {data.mask}
                </bdi>
              </span>
            )}
            {data.ambiguous && <span className={classes.doubt}>{t("ambiguous")}</span>}
          </>
        )}
      </Status>
    </div>
  );
}
