import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Unavailable as Missing } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { useConnection } from "../../state/snapshot";

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
