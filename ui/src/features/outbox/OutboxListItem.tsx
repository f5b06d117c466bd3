import { Button, Menu } from "@mantine/core";
import { IconArrowBackUp, IconArrowDown, IconArrowUp, IconDots, IconPencil } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../api/bindings";
import { IconButton } from "../../components/IconButton";
import { StateLabel } from "../../components/labels/StateLabel";
import { operationById } from "../../state/catalogue";
import { useOperationName } from "../../state/requestTexts";
import { openRowMenu } from "../../state/rowMenu";
import { useSnapshot } from "../../state/snapshot";
import { isCountingDown } from "../../state/uiState";
import classes from "./outbox.module.css";
import { isDoubted, type Move, waits } from "./sendingOrder";
import { WaitText } from "./WaitText";

interface OutboxListItemProps {
  row: RequestRow;
  place: number;
  total: number;
  /** Height of the rows before it that are not drawn. */
  gap: number;
  isActive: boolean;
  canGoUp: boolean;
  onFocus: () => void;
  onMove: (to: Move) => void;
  onRun: (act: () => Promise<unknown>) => void;
  /** Like `onRun`, for actions that remove the row. */
  onDrop: (act: () => Promise<unknown>) => void;
  onClose: () => void;
}

/** One request in two lines: its name, and why it waits. The arrows stop at its link. */
export function OutboxListItem({ row, place, total, gap, isActive, canGoUp, ...on }: OutboxListItemProps) {
  const { t } = useTranslation("outbox");
  const jobName = useOperationName();
  const navigate = useNavigate();
  const { connection } = useSnapshot();
  const name = [jobName(row), row.smartcard].filter(Boolean).join(" ");
  const operation = waits(row) ? operationById(row.operation) : undefined;
  const tabIndex = isActive ? 0 : -1;

  const form = (operationId: string, search: { from?: string; edit?: string }) => {
    on.onClose();
    return navigate({ to: "/operations/$operationId", params: { operationId }, search });
  };
  const undo = async () => {
    const draft = await commands.outbox.undo(row.key);
    await form(draft.operation, { from: row.key });
  };
  return (
    <li
      className={classes.row}
      data-row={row.key}
      data-doubted={isDoubted(row) || undefined}
      aria-posinset={place + 1}
      aria-setsize={total}
      style={{ marginBlockStart: gap }}
      onFocus={on.onFocus}
      onContextMenu={(event) => openRowMenu(event, { request: row, leave: on.onClose })}
    >
      <div className={classes.line}>
        <StateLabel state={row.state} text={row.stateText} />
        <Link
          to="/requests/$key"
          params={{ key: row.key }}
          tabIndex={tabIndex}
          // The drawer focuses this link once it is rendered, if the rows are loaded by then.
          data-autofocus={isActive || undefined}
          className={classes.job}
          aria-keyshortcuts={waits(row) ? "Alt+ArrowUp Alt+ArrowDown Alt+Home" : undefined}
          onClick={on.onClose}
        >
          {jobName(row)}
        </Link>
        {row.smartcard && (
          <bdi dir="ltr" className="mono">
            {row.smartcard}
          </bdi>
        )}
        {row.connection !== connection && <span className={classes.other}>{t("removedConnection")}</span>}
      </div>
      <div className={classes.line}>
        <span className={classes.why}>
          <WaitText row={row} />
        </span>
        {row.state === "unknown" && (
          <Button
            size="xs"
            tabIndex={tabIndex}
            onClick={() => {
              on.onClose();
              void navigate({ to: "/requests/$key", params: { key: row.key } });
            }}
          >
            {t("decide")}
          </Button>
        )}
        {isDoubted(row) && (
          <Button
            size="xs"
            tabIndex={tabIndex}
            aria-label={t("sendThis", { name })}
            onClick={() => on.onRun(() => commands.outbox.decide(row.key, true))}
          >
            {t("sendAnyway")}
          </Button>
        )}
        {isCountingDown(row) && (
          <IconButton
            icon={IconArrowBackUp}
            label={t("undo", { name })}
            tabIndex={tabIndex}
            onClick={() => on.onRun(undo)}
          />
        )}
        {operation && (
          <IconButton
            icon={IconPencil}
            label={t(row.waitsFor === "edit" ? "goOnEditing" : "edit", { name })}
            tabIndex={tabIndex}
            onClick={() => void form(operation.id, { edit: row.key })}
          />
        )}
        {waits(row) && (
          <OutboxMoves
            row={row}
            name={name}
            canGoUp={canGoUp}
            canGoDown={place < total - 1}
            tabIndex={tabIndex}
            onMove={on.onMove}
            onRun={on.onRun}
            onDrop={on.onDrop}
          />
        )}
      </div>
    </li>
  );
}

interface OutboxMovesProps extends Pick<OutboxListItemProps, "row" | "canGoUp" | "onMove" | "onRun" | "onDrop"> {
  name: string;
  canGoDown: boolean;
  tabIndex: number;
}

/** The actions on a request that is not sent yet. A request that is being edited is sent only on the user's order. */
function OutboxMoves({ row, name, canGoUp, canGoDown, tabIndex, ...on }: OutboxMovesProps) {
  const { t } = useTranslation("outbox");
  return (
    <>
      <IconButton
        icon={IconArrowUp}
        label={t("up", { name })}
        tabIndex={tabIndex}
        aria-disabled={!canGoUp}
        onClick={() => on.onMove("up")}
      />
      <IconButton
        icon={IconArrowDown}
        label={t("down", { name })}
        tabIndex={tabIndex}
        aria-disabled={!canGoDown}
        onClick={() => on.onMove("down")}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton icon={IconDots} label={t("more", { name })} tabIndex={tabIndex} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => on.onRun(() => commands.outbox.sendNow(row.key))}>
            {t(row.waitsFor === "edit" ? "putBack" : "sendNow")}
          </Menu.Item>
          <Menu.Item disabled={!canGoUp} onClick={() => on.onMove("first")}>
            {t("first")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => on.onDrop(() => commands.outbox.cancel(row.key))}>{t("cancel")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
