import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useConnection } from "../desk/snapshot";
import type { Unavailable as Missing } from "../host/bindings";
import { Banner } from "../kit/Banner";

/** Why the server has no such method, and what can be done about it. */
export function Unavailable({ missing }: { missing: Missing }) {
  const { t } = useTranslation("forms");
  const release = useConnection()?.release ?? "";
  return (
    <Banner
      tone="warn"
      role="status"
      actions={
        <Anchor component={Link} to="/settings" fz="inherit">
          {t("toSettings")}
        </Anchor>
      }
    >
      <b>
        {missing.from
          ? t("notYet", { release, from: missing.from })
          : t("noLonger", { release, until: missing.until ?? "" })}
      </b>{" "}
      {t("unavailableNext")}
    </Banner>
  );
}
