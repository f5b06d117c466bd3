import { Input, PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { useFaultText } from "../../components/fieldFaults";
import { OptionalLabel } from "../../components/labels/OptionalLabel";
import classes from "./signIn.module.css";
import type { SignInInputs, SignInMethod } from "./useSignIn";

type CredentialsProps = {
  way: SignInMethod;
  /** The connection's: a typing error cannot sign in to another one. */
  organisation: string;
  typed: SignInInputs;
  onChange: (change: Partial<SignInInputs>) => void;
  problem: Problem | null;
};

/** The inputs of the sign-in form. A refusal of the server is shown at its input, and the text stays. */
export function Credentials({ way, organisation, typed, onChange, problem }: CredentialsProps) {
  const { t } = useTranslation("signIn");
  const faultText = useFaultText();
  const secret = useRef<HTMLInputElement>(null);
  const username = useRef<HTMLInputElement>(null);

  const secretName = way === "password" ? "password" : "web_api_key";
  const error = (input: string, label?: string) => {
    const fault = faultAt(problem, input) ?? unnamed(problem, input, secretName);
    return fault && faultText(fault, label ? { label } : undefined);
  };

  const userFirst = way === "password" && typed.username === "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus moves when the way changes, not while typing
  useEffect(() => {
    (userFirst ? username : secret).current?.focus();
  }, [way]);

  const place = (
    <>
      <Input.Wrapper label={t("organisation")} labelElement="div">
        <bdi className={classes.organisation} data-selectable>
          {organisation || "–"}
        </bdi>
      </Input.Wrapper>
      <TextInput
        name="unit"
        label={<OptionalLabel>{t("unit")}</OptionalLabel>}
        placeholder={t("unitPlaceholder")}
        value={typed.unit}
        onChange={(event) => onChange({ unit: event.currentTarget.value })}
        error={error("unit")}
      />
    </>
  );
  if (way === "webApiKey") {
    return (
      <div className={classes.pair}>
        <PasswordInput
          ref={secret}
          name="web_api_key"
          data-autofocus
          label={t("webApiKey")}
          value={typed.webApiKey}
          onChange={(event) => onChange({ webApiKey: event.currentTarget.value })}
          error={error("web_api_key", t("webApiKey"))}
          aria-invalid={error("web_api_key") !== undefined}
          visibilityToggleButtonProps={{ "aria-label": t("show"), tabIndex: 0 }}
          className={classes.whole}
        />
        {place}
      </div>
    );
  }
  return (
    <div className={classes.pair}>
      <TextInput
        ref={username}
        name="username"
        data-autofocus={userFirst || undefined}
        label={t("username")}
        value={typed.username}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
        error={error("username", t("username"))}
        className={classes.whole}
      />
      <PasswordInput
        ref={secret}
        name="password"
        data-autofocus={userFirst ? undefined : true}
        label={t("password")}
        value={typed.password}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
        error={error("password", t("password"))}
        aria-invalid={error("password") !== undefined}
        visibilityToggleButtonProps={{ "aria-label": t("show"), tabIndex: 0 }}
        className={classes.whole}
      />
      {place}
    </div>
  );
}

/** The server does not say which input is wrong; the fault is shown at the secret. */
function unnamed(problem: Problem | null, input: string, secretName: string) {
  if (problem?.code !== "wrongCredentials" || problem.fields.length > 0 || input !== secretName) return undefined;
  return { field: input, fault: "wrongCredentials", params: {} };
}
