import { Checkbox } from "@mantine/core";
import { IconKey, IconKeyOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Keyring } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { TryKeyring } from "../connections/TryKeyring";
import style from "./SignInForm.module.css";
import type { Way } from "./useSignIn";

type Props = { way: Way; keep: boolean; keyring: Keyring; onChange: (keep: boolean) => void };

/** Whether the password or key is kept, and plainly what is stored where. */
export function Keep({ way, keep, keyring, onChange }: Props) {
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
    <div className={style.keep}>
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
