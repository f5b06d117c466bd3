import { Button } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { Trans, useTranslation } from "react-i18next";
import type { DemoCredentials } from "../host/bindings";
import { Banner } from "../kit/Banner";
import type { Way } from "./useSignIn";

type Props = { way: Way; demo: DemoCredentials; onFillIn: (demo: DemoCredentials) => void };

/** The sandbox's own credentials, in the open: anyone can try the desk. */
export function DemoNote({ way, demo, onFillIn }: Props) {
  const { t } = useTranslation("signIn");
  const mono = <bdi dir="ltr" className="mono" data-selectable />;
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
      {way === "password" ? (
        <Trans t={t} i18nKey="demoPassword" values={demo} components={[mono]} />
      ) : (
        <Trans t={t} i18nKey="demoKey" values={{ key: demo.webApiKey }} components={[mono]} />
      )}
    </Banner>
  );
}
