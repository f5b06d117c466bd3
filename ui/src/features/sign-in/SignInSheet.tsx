import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EnvironmentTag } from "../../components/labels/EnvironmentTag";
import { Dialog } from "../../components/layers/Dialog";
import { connectionOf, sheetDismissed, useSnapshot } from "../../state/snapshot";
import { SignInForm } from "./SignInForm";
import classes from "./signIn.module.css";

/** The sign-in sheet over a page, which keeps its state and typed text below. */
export function SignInSheet() {
  const { t } = useTranslation("signIn");
  const snapshot = useSnapshot();
  const navigate = useNavigate();
  const connection = connectionOf(snapshot);
  if (!connection) return null;
  const close = () => sheetDismissed.set(true);
  return (
    <Dialog
      onClose={close}
      size={528}
      closeOnClickOutside={false}
      withCloseButton={false}
      title={
        <>
          {t("signInAgain")} <EnvironmentTag kind={connection.kind} />
        </>
      }
    >
      <p className={classes.note}>{t("sheetNote")}</p>
      <SignInForm
        connection={connection}
        user={snapshot.session?.user ?? null}
        onSignedIn={() => sheetDismissed.set(false)}
        onEdit={connection.readOnly ? undefined : () => void navigate({ to: "/sign-in" })}
        actions={
          <Button size="lg" onClick={close}>
            {t("later")}
          </Button>
        }
      />
    </Dialog>
  );
}
