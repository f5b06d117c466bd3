import { Button, SegmentedControl } from "@mantine/core";
import { IconKey, IconUser } from "@tabler/icons-react";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSnapshot } from "../desk/snapshot";
import type { Connection } from "../host/bindings";
import { Banner } from "../kit/Banner";
import { Icon } from "../kit/Icon";
import { Kbd } from "../kit/Kbd";
import { ProblemNote } from "../kit/ProblemNote";
import { Credentials } from "./Credentials";
import { DemoNote } from "./DemoNote";
import { Keep } from "./Keep";
import style from "./SignInForm.module.css";
import { useSignIn, type Way } from "./useSignIn";

type Props = { connection: Connection; user?: string | null; onSignedIn: () => void; actions?: ReactNode };

/** The same form on the sign-in page and on the sheet over a page. `actions` stand beside its button. */
export function SignInForm({ connection, user = null, onSignedIn, actions }: Props) {
  const { t } = useTranslation("signIn");
  const { keyring } = useSnapshot();
  const form = useSignIn(connection, user, onSignedIn);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.submit();
  };
  const { problem } = form;
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      {connection.kind === "live" && (
        <Banner tone="live">
          <b>{t("liveWarning")}</b> {t("liveWarningNote")}
        </Banner>
      )}
      {connection.problem && <ProblemNote problem={connection.problem} />}
      {connection.demo && (
        <DemoNote
          way={form.way}
          demo={connection.demo}
          onFillIn={({ username, password, organisation, webApiKey }) =>
            form.change({ username, password, organisation, webApiKey })
          }
        />
      )}
      <SegmentedControl
        name="way"
        fullWidth
        aria-label={t("way")}
        value={form.way}
        onChange={(way) => form.setWay(way as Way)}
        data={[
          { value: "password", label: <Choice icon={IconUser}>{t("withPassword")}</Choice> },
          { value: "webApiKey", label: <Choice icon={IconKey}>{t("withKey")}</Choice> },
        ]}
      />
      <Credentials way={form.way} typed={form.typed} onChange={form.change} problem={problem} />
      <Keep way={form.way} keep={form.typed.keep} keyring={keyring} onChange={(keep) => form.change({ keep })} />
      {problem && problem.code !== "invalidInput" && <ProblemNote problem={problem} />}
      <div className={style.actions}>
        <Button type="submit" variant="filled" size="lg" className={style.submit} aria-busy={form.busy}>
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
    <span className={style.choice}>
      <Icon of={icon} size={14} />
      {children}
    </span>
  );
}
