import { Autocomplete, Button, CloseButton, Input, SegmentedControl, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ChosenFile, type ConnectionDraft, type ConnectionKind, commands, type Problem } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { useCommand } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { OptionalLabel } from "../../components/labels/OptionalLabel";
import { ProblemNote } from "../../components/ProblemNote";
import { zones } from "./connectionDraft";
import classes from "./connections.module.css";

type ConnectionFieldsProps = {
  draft: ConnectionDraft;
  /** The proxy that an empty input means. */
  usualProxy: string | null;
  onChange: (draft: ConnectionDraft) => void;
  problem: Problem | null;
  /** The draft that the problem is about: inputs that changed since show no fault. */
  tried: ConnectionDraft | undefined;
};

/** Members of a draft by the names of their inputs. */
const keyOf: Record<string, keyof ConnectionDraft> = {
  name: "name",
  server_url: "serverUrl",
  release: "release",
  time_zone: "timeZone",
  organisation: "organisation",
  unit: "unit",
  ca_file: "caFile",
  proxy: "proxy",
};

/** The inputs of a connection, named as in the README's table for automation. */
export function ConnectionFields({ draft, usualProxy, onChange, problem, tried }: ConnectionFieldsProps) {
  const { t } = useTranslation("connections");
  const faultText = useFaultText();
  const error = (input: string, label?: string) => {
    const fault = faultAt(problem, input);
    const key = keyOf[input];
    return fault && (key === undefined || tried?.[key] === draft[key])
      ? faultText(fault, label ? { label } : undefined)
      : undefined;
  };
  const set = (change: Partial<ConnectionDraft>) => onChange({ ...draft, ...change });
  const text = (
    input: string,
    key: "name" | "serverUrl" | "release" | "organisation",
    label: string,
    more?: object,
  ) => (
    <TextInput
      name={input}
      label={label}
      value={draft[key]}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
      error={error(input, label)}
      {...more}
    />
  );
  const optional = (input: string, key: "unit" | "proxy", label: ReactNode, more?: object) => (
    <TextInput
      name={input}
      label={<OptionalLabel>{label}</OptionalLabel>}
      value={draft[key] ?? ""}
      onChange={(event) => set({ [key]: event.currentTarget.value || null })}
      error={error(input)}
      {...more}
    />
  );
  return (
    <div className={classes.grid}>
      {text("name", "name", t("name"), { "data-autofocus": true })}
      <Input.Wrapper label={t("kind")} labelElement="div" id="connection-kind">
        <SegmentedControl
          name="kind"
          fullWidth
          aria-label={t("kind")}
          value={draft.kind}
          onChange={(kind) => set({ kind: kind as ConnectionKind })}
          data={[
            { value: "test", label: t("test") },
            { value: "live", label: t("live") },
          ]}
        />
      </Input.Wrapper>
      <div className={classes.whole}>
        {text("server_url", "serverUrl", t("server"), { description: t("serverNote"), inputMode: "url" })}
      </div>
      {text("release", "release", t("release"), { description: t("releaseNote") })}
      <Autocomplete
        name="time_zone"
        label={t("timeZone")}
        data={zones}
        limit={30}
        value={draft.timeZone}
        onChange={(timeZone) => set({ timeZone })}
        error={error("time_zone", t("timeZone"))}
      />
      {text("organisation", "organisation", t("organisation"))}
      {optional("unit", "unit", t("unit"))}
      <div className={classes.whole}>
        <CaFile file={draft.caFile} onChange={(caFile) => set({ caFile })} error={error("ca_file")} />
      </div>
      <div className={classes.whole}>
        {optional("proxy", "proxy", t("proxy"), {
          // It may hold a password.
          "data-secret": true,
          description: usualProxy ? t("proxyFound", { proxy: usualProxy }) : t("proxyNote"),
        })}
      </div>
    </div>
  );
}

interface CaFileProps {
  /** The file that the connection has, or the handle of one that was chosen. */
  file: string | null;
  onChange: (file: string | null) => void;
  error: string | null | undefined;
}

/** The CA file of a connection. It is chosen, not typed: the page can name no file that the user did not choose. */
export function CaFile({ file, onChange, error }: CaFileProps) {
  const { t } = useTranslation("connections");
  const [chosen, setChosen] = useState<ChosenFile>();
  const acting = useCommand();
  async function choose() {
    const next = await acting.run(() => commands.window.chooseFile("readCaFile", null));
    if (!next) return;
    setChosen(next);
    onChange(next.handle);
  }
  const shown = chosen?.handle === file ? chosen?.name : file;
  return (
    <div>
      <TextInput
        name="ca_file"
        label={<OptionalLabel>{t("caFile")}</OptionalLabel>}
        description={t("caFileNote")}
        value={shown ?? ""}
        readOnly
        dir="ltr"
        error={error}
        rightSection={file && <CloseButton size="sm" aria-label={t("noCaFile")} onClick={() => onChange(null)} />}
        inputContainer={(input) => (
          <div className={classes.file}>
            {input}
            <Button aria-busy={acting.busy} onClick={() => void choose()}>
              {t("chooseCaFile")}
            </Button>
          </div>
        )}
      />
      {acting.problem && <ProblemNote problem={acting.problem} />}
    </div>
  );
}
