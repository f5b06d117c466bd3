import { Button, SegmentedControl } from "@mantine/core";
import { IconKey, IconUser } from "@tabler/icons-react";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Connection } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { Credentials } from "./Credentials";
import { DemoNote } from "./DemoNote";
import { Keep } from "./Keep";
import style from "./SignInForm.module.css";
import { useSignIn, type Way } from "./useSignIn";

interface Props {
  connection: Connection;
  user?: string | null;
  onSignedIn: () => void;
  /** Leads to where the connection is changed; absent where it cannot be. */
  onEdit: (() => void) | undefined;
  actions?: ReactNode;
}

/** The same form on the sign-in page and on the sheet over a page. `actions` stand beside its button. */
export function SignInForm({ connection, user = null, onSignedIn, onEdit, actions }: Props) {
  const { t } = useTranslation("signIn");
  const { keyring } = useSnapshot();
  const form = useSignIn(connection, user, onSignedIn);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  // What is wrong with the connection is told above all else, and once.
  const problem = form.problem?.code === connection.problem?.code ? null : form.problem;
  return (
    <form className={style.form} onSubmit={submit} noValidate>
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
        onChange={(way) => form.setWay(way as Way)}
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
