import {
  IconArrowBackUp,
  IconArrowRight,
  IconBan,
  IconCopy,
  IconExternalLink,
  IconFilePlus,
  IconLink,
  IconPencil,
  IconRepeat,
  IconSend,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type Entity, type RequestRow } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import type { Drawing } from "../../components/Icon";
import { operationById } from "../../state/catalogue";
import { copyText } from "../../state/clipboard";
import type { RowMenuSubject } from "../../state/rowMenu";
import { isCountingDown } from "../../state/uiState";
import { type EntityOfRequest, namedEntities } from "../entities/EntityNumbers";
import { entityLink } from "../entities/urls";
import { copyLink } from "../links/copyLink";
import { addressOfEntity, addressOfRequest } from "../links/deskLinks";
import { anyIdentifier, entityRefOf, identifiersOf } from "../lookups/identifiers";
import { waits } from "../outbox/sendingOrder";
import { openRetryForm } from "../retries/openRetryForm";
import { useUndo } from "../toasts/HeldRequestToasts";
import { showProblem } from "../toasts/showToast";

export interface RowMenuItem {
  key: string;
  icon: Drawing;
  label: string;
  /** A number, shown as one. */
  value?: string;
  run: () => void;
}

/** The items of a row's menu, in groups. */
export function useRowMenuItems(of: RowMenuSubject): RowMenuItem[][] {
  const { t } = useTranslation("rowMenu");
  const navigate = useNavigate();
  const requestItems = useRequestItems(of.leave);
  const go = (link: ReturnType<typeof entityLink>) => {
    of.leave?.();
    void navigate(link);
  };
  const open = (run: () => void): RowMenuItem => ({
    key: "open",
    icon: IconArrowRight,
    label: t("open"),
    run: of.open ?? run,
  });
  const openEntity = ({ kind, text }: EntityOfRequest): RowMenuItem => ({
    key: `open ${kind} ${text}`,
    icon: IconExternalLink,
    label: t(`openKind.${kind}`),
    value: text,
    run: () => go(entityLink(anyIdentifier(kind, text))),
  });
  const copy = (label: string, text: string): RowMenuItem => ({
    key: `copy ${label} ${text}`,
    icon: IconCopy,
    label,
    value: text,
    run: () => void copyText(text),
  });
  const link = (id: string | null, address: (id: string) => string): RowMenuItem[] =>
    id === null ? [] : [{ key: "link", icon: IconLink, label: t("copyLink"), run: () => void copyLink(address(id)) }];
  const actions = (of.actions ?? []).map((action) => ({ key: action.label, ...action }));

  if ("entity" in of) {
    const { entity } = of;
    return [
      [open(() => go(entityLink(entityRefOf(entity)))), ...actions],
      subscriptionOf(entity).map(openEntity),
      [
        ...identifiersOf(entity).map(({ by, text }) => copy(t(`copyIdentifier.${by}`), text)),
        ...link(entity.id, (id) => addressOfEntity(entity.kind, id)),
      ],
    ];
  }
  const { request } = of;
  const named = namedEntities(request);
  const show = () => {
    of.leave?.();
    void navigate({ to: "/requests/$key", params: { key: request.key } });
  };
  return [
    [open(show), ...requestItems(request), ...actions],
    named.map(openEntity),
    [
      ...(request.number === null ? [] : [copy(t("copyNumber"), request.number)]),
      ...named.map(({ kind, text }) => copy(t(`copyKind.${kind}`), text)),
      ...link(request.id, addressOfRequest),
    ],
  ];
}

const subscriptionOf = ({ kind, subscription }: Entity): EntityOfRequest[] =>
  subscription === null || kind === "subscription" ? [] : [{ kind: "subscription", text: subscription }];

/** What can be done with a request in its state: the same as in its pane and in the outbox. */
function useRequestItems(leave: (() => void) | undefined) {
  const { t } = useTranslation(["requests", "rejected"]);
  const navigate = useNavigate();
  const undo = useUndo();
  const { run } = useCommand({ onProblem: showProblem });

  return (row: RequestRow): RowMenuItem[] => {
    const operation = operationById(row.operation);
    const form = (search: { from?: string; edit?: string }) => {
      leave?.();
      if (operation) void navigate({ to: "/operations/$operationId", params: { operationId: operation.id }, search });
    };
    const sendNow: RowMenuItem = {
      key: "sendNow",
      icon: IconSend,
      label: t("requests:sendNow"),
      run: () => void run(() => commands.outbox.sendNow(row.key)),
    };
    if (isCountingDown(row)) {
      const takeBack = () => {
        leave?.();
        undo(row.key);
      };
      return [{ key: "undo", icon: IconArrowBackUp, label: t("requests:undo"), run: takeBack }, sendNow];
    }
    if (waits(row)) {
      const cancel = () => void run(() => commands.outbox.cancel(row.key));
      return [
        ...(operation
          ? [
              {
                key: "edit",
                icon: IconPencil,
                label: t(row.waitsFor === "edit" ? "requests:goOnEditing" : "requests:edit"),
                run: () => form({ edit: row.key }),
              },
            ]
          : []),
        { key: "cancel", icon: IconBan, label: t("requests:cancel"), run: cancel },
      ];
    }
    if (row.state === "sending" || row.state === "unknown") return [];
    return [
      ...(row.state === "rejected"
        ? [
            {
              key: "retry",
              icon: IconRepeat,
              label: t("rejected:retryWithChanges"),
              run: () => openRetryForm.form(row.key),
            },
          ]
        : []),
      ...(row.mine && operation
        ? [{ key: "again", icon: IconFilePlus, label: t("requests:openAsNew"), run: () => form({ from: row.key }) }]
        : []),
    ];
  };
}
