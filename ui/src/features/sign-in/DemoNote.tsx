import { Button } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DemoCredentials } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { Marked } from "../../components/Marked";
import type { Way } from "./useSignIn";

type Props = { way: Way; demo: DemoCredentials; onFillIn: (demo: DemoCredentials) => void };

/** The sandbox's own credentials, in the open: anyone can try the desk. */
export function DemoNote({ way, demo, onFillIn }: Props) {
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
      <Marked text={way === "password" ? t("demoPassword", demo) : t("demoKey", { key: demo.webApiKey })} />
    </Banner>
  );
}
