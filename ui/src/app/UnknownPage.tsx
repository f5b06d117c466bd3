import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../components/EmptyState";
import { Kbd } from "../components/Kbd";
import { PageHead } from "../components/PageHead";
import { pageKeys, pages } from "../state/pages";
import { openPalette } from "../state/palette";
import classes from "./app.module.css";

/** The page of an address that leads nowhere. It is inside the shell, so that the navigation and all keys still work. */
export function UnknownPage() {
  const { t } = useTranslation(["shell"]);
  const address = useLocation({ select: ({ href }) => href });
  return (
    <>
      <PageHead title={t("unknownPage")} />
      <EmptyState
        icon={IconMapQuestion}
        title={t("unknownAddress")}
        action={
          <div className={classes.ways}>
            <Button
              component={Link}
              to={pages.home.path}
              aria-keyshortcuts={pageKeys(pages.home)}
              rightSection={<Kbd keys={pageKeys(pages.home)} />}
            >
              {t("home")}
            </Button>
            <Button aria-keyshortcuts="Control+K" rightSection={<Kbd keys="Ctrl+K" />} onClick={() => openPalette("")}>
              {t("search")}
            </Button>
          </div>
        }
      >
        <bdi dir="ltr" className={`mono ${classes.address}`}>
          #{address}
        </bdi>{" "}
        {t("unknownAddressNext")}
      </EmptyState>
    </>
  );
}
