import { Button, Checkbox, SegmentedControl } from "@mantine/core";
import { IconFlask, IconKey, IconKeyOff, IconUser } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Connection, DemoCredentials, Keyring } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { focusFirstInvalid } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { RichText } from "../../components/RichText";
import { useSnapshot } from "../../state/snapshot";
import { TryKeyring } from "../connections/TryKeyring";
import { Credentials } from "./Credentials";
import classes from "./signIn.module.css";
import { type SignInMethod, useSignIn } from "./useSignIn";

interface SignInFormProps {
  connection: Connection;
  user?: string | null;
  onSignedIn: () => void;
  /** Leads to where the connection is changed; absent where it cannot be. */
  onEdit: (() => void) | undefined;
  actions?: ReactNode;
}

/** The sign-in form of the sign-in page and of the sheet over a page. `actions` are beside its button. */
export function SignInForm({ connection, user = null, onSignedIn, onEdit, actions }: SignInFormProps) {
  const { t } = useTranslation("signIn");
  const { keyring } = useSnapshot();
  const form = useSignIn(connection, user, onSignedIn);
  const element = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  // A problem of the connection is shown once, at the top.
  const problem = form.problem?.code === connection.problem?.code ? null : form.problem;
  useEffect(() => {
    if (problem) focusFirstInvalid(element.current);
  }, [problem]);
  return (
    <form ref={element} className={classes.form} onSubmit={submit} noValidate>
      {connection.kind === "live" && (
        <Banner tone="live">
          <b>{t("liveWarning")}</b> {t("liveWarningNote")}
        </Banner>
      )}
      {connection.problem && (
        <ProblemNote
          problem={connection.problem}
          actions={
            onEdit && (
              <Button size="xs" onClick={onEdit}>
                {t("editConnection")}
              </Button>
            )
          }
        />
      )}
      {connection.demo && (
        <DemoNote
          way={form.way}
          demo={connection.demo}
          onFillIn={({ username, password, webApiKey }) => form.change({ username, password, webApiKey })}
        />
      )}
      <SegmentedControl
        name="way"
        fullWidth
        aria-label={t("way")}
        value={form.way}
        onChange={(way) => form.setWay(way as SignInMethod)}
        data={[
          { value: "password", label: <Choice icon={IconUser}>{t("withPassword")}</Choice> },
          { value: "webApiKey", label: <Choice icon={IconKey}>{t("withKey")}</Choice> },
        ]}
      />
      <Credentials
        way={form.way}
        organisation={connection.organisation}
        typed={form.typed}
        onChange={form.change}
        problem={problem}
      />
      <KeepSecret way={form.way} keep={form.typed.keep} keyring={keyring} onChange={(keep) => form.change({ keep })} />
      {problem && problem.code !== "invalidInput" && <ProblemNote problem={problem} />}
      <div className={classes.actions}>
        <Button type="submit" variant="filled" size="lg" className={classes.submit} aria-busy={form.busy}>
          {form.busy ? t("signingIn") : t("signIn")}
          <Kbd keys="Enter" />
        </Button>
        {actions}
      </div>
    </form>
  );
}

function Choice({ icon, children }: { icon: typeof IconUser; children: ReactNode }) {
  return (
    <span className={classes.choice}>
      <Icon of={icon} size={14} />
      {children}
    </span>
  );
}

type DemoNoteProps = { way: SignInMethod; demo: DemoCredentials; onFillIn: (demo: DemoCredentials) => void };

/** The sandbox's own credentials, in the open: anyone can try the desk. */
function DemoNote({ way, demo, onFillIn }: DemoNoteProps) {
  const { t } = useTranslation("signIn");
  return (
    <Banner
      tone="mute"
      icon={IconFlask}
      actions={
        <Button size="xs" onClick={() => onFillIn(demo)}>
          {t("fillIn")}
        </Button>
      }
    >
      {t("demo")}
      <br />
      <RichText text={way === "password" ? t("demoPassword", demo) : t("demoKey", { key: demo.webApiKey })} />
    </Banner>
  );
}

type KeepSecretProps = { way: SignInMethod; keep: boolean; keyring: Keyring; onChange: (keep: boolean) => void };

/** The choice whether the password or key is kept, with the place of storage. */
function KeepSecret({ way, keep, keyring, onChange }: KeepSecretProps) {
  const { t } = useTranslation("signIn");
  const ready = keyring.state === "ready";
  const key = way === "webApiKey";
  const words = keep ? t(key ? "keptKey" : "kept") : t(key ? "notKeptKey" : "notKept");
  const state = {
    unknown: t("keyringUnknown"),
    ready: t("keyringReady"),
    missing: t("keyringMissing"),
    locked: t("keyringLocked"),
    failed: t("keyringFailed"),
  }[keyring.state];
  return (
    <div className={classes.keep}>
      <Checkbox
        name="keep"
        label={t(key ? "keepKey" : "keep")}
        checked={keep && ready}
        disabled={!ready}
        aria-describedby="keyring-note"
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <p id="keyring-note" data-tone={ready ? "ok" : keyring.state === "locked" ? "warn" : "mute"}>
        <Icon of={ready ? IconKey : IconKeyOff} size={14} />
        <span>
          <b>{state}</b> {ready && words} {!ready && keyring.detail}
        </span>
      </p>
      <TryKeyring keyring={keyring} />
    </div>
  );
}
