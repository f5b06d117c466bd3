import { Button, Menu } from "@mantine/core";
import { IconCheck, IconChevronDown, IconLink } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { useOwnRequests } from "../../../state/ownRequests";
import { useSnapshot } from "../../../state/snapshot";
import { parseSearch, stringifySearch } from "../../../state/urlSearch";
import { copyLink } from "../../links/copyLink";
import classes from "../requests.module.css";
import { type RequestsView, searchOf, viewOf } from "./requestsView";
import { addressOf, builtInViews } from "./savedViews";

const ViewsDialog = lazy(async () => ({ default: (await import("./ViewsDialog")).ViewsDialog }));

interface ViewsMenuProps {
  view: RequestsView;
  layout: ColumnLayout<RequestColumn>[];
  onShow: (view: RequestsView) => void;
  onLayout: (layout: ColumnLayout<RequestColumn>[]) => void;
}

/** The menu of built-in and saved views; its button names the shown one. A saved view brings its columns with it. */
export function ViewsMenu({ view, layout, onShow, onLayout }: ViewsMenuProps) {
  const { t } = useTranslation("requests");
  const { views } = useSnapshot().preferences;
  const [dialog, setDialog] = useState(false);
  const here = addressOf(view);
  const isHere = (search: string) => addressOf(viewOf(parseSearch(search))) === here;
  const builtIn = builtInViews(useOwnRequests()).map(({ name, search }) => ({ name: t(`view.${name}`), search }));
  const shown = [...views, ...builtIn].find(({ search }) => isHere(search));
  const item = ({
    name,
    search,
    columns,
  }: {
    name: string;
    search: string;
    columns?: ColumnLayout<RequestColumn>[] | null;
  }) => (
    <Menu.Item
      key={name}
      leftSection={<Icon of={IconCheck} size={14} className={classes.here} />}
      aria-current={isHere(search) || undefined}
      onClick={() => {
        onShow(viewOf(parseSearch(search)));
        if (columns) onLayout(columns);
      }}
    >
      {name}
    </Menu.Item>
  );
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="subtle"
            aria-label={t("views", { name: shown?.name ?? t("unnamedView") })}
            rightSection={<Icon of={IconChevronDown} size={12} />}
          >
            {shown?.name ?? t("unnamedView")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {builtIn.map(item)}
          {views.length > 0 && <Menu.Label>{t("savedViews")}</Menu.Label>}
          {views.map(item)}
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog(true)}>{t("saveView")}</Menu.Item>
          <Menu.Item
            leftSection={<Icon of={IconLink} size={14} />}
            onClick={() => void copyLink(`/requests${stringifySearch(searchOf(view))}`)}
          >
            {t("copyLink")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog && (
        <Suspense>
          <ViewsDialog search={here} columns={layout} shown={shown?.name} onClose={() => setDialog(false)} />
        </Suspense>
      )}
    </>
  );
}
