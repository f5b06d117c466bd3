import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Json } from "../../components/Code";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { useCopied } from "../clipboard/useCopied";
import classes from "./operations.module.css";
import type { OperationForm } from "./useOperationForm";

/** The request as the desk would make it. The token is not in it, and a PIN is dots. */
export function WillBeSent({ form }: { form: OperationForm }) {
  const { t } = useTranslation("forms");
  const clipboard = useCopied();
  const body = form.checked?.body ?? {};
  const call = `POST ${form.checked?.path ?? form.operation.path}`;
  return (
    <Panel
      title={t("willBeSent")}
      note={t("tokenLeftOut")}
      className={classes.jsonPanel}
      end={
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={clipboard.copied ? IconCheck : IconCopy} size={14} />}
          onClick={() => clipboard.copy(`${call}\n${JSON.stringify(body, null, 2)}`)}
        >
          {clipboard.copied ? t("copied") : t("copy")}
        </Button>
      }
    >
      <div className={classes.json}>
        <Json label={call} before={call} value={body} />
      </div>
    </Panel>
  );
}
