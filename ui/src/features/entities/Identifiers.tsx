import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Thing } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { useCopied } from "../clipboard/useCopied";
import { Fact } from "./Changed";
import classes from "./entities.module.css";
import { namesOf } from "./names";

/** Every name that the thing is called by, to copy one or all. */
export function Identifiers({ thing }: { thing: Thing }) {
  const { t } = useTranslation("things");
  const names = namesOf(thing).map(({ by, text }) => ({ by, text, label: t(`names.${by}`) }));
  return (
    <Panel title={t("identifiers")} end={names.length > 1 && <CopyAll names={names} />}>
      <dl className={classes.values}>
        {names.map(({ by, text, label }) => (
          <Fact key={by} name={by} label={label}>
            <Identifier value={text} bare />
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

/** As lines of `CA ID: 01900000001`. */
function CopyAll({ names }: { names: { label: string; text: string }[] }) {
  const { t } = useTranslation(["things", "common"]);
  const { copied, copy } = useCopied();
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Icon of={copied ? IconCheck : IconCopy} size={14} />}
      onClick={() => copy(names.map(({ label, text }) => `${label}: ${text}`).join("\n"))}
    >
      {copied ? t("common:copied") : t("things:copyAll")}
    </Button>
  );
}
