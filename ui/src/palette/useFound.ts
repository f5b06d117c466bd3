import { useDebouncedValue } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconCircleX, IconHome, IconList, IconLogout } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { operations, operationText } from "../desk/catalogue";
import { requestsQuery } from "../desk/queries";
import { signOut } from "../desk/session";
import { useJobName } from "../desk/useJobName";
import { useUnavailable } from "../desk/useUnavailable";
import type { RequestRow } from "../host/bindings";
import type { Drawing } from "../kit/Icon";
import { jobIcons } from "../kit/jobIcons";
import { keysOf } from "../shell/shortcuts";

export type Found = {
  key: string;
  name: string;
  about: string;
  icon?: Drawing;
  state?: Pick<RequestRow, "state" | "stateText">;
  keys?: string;
  disabled?: boolean;
  open: () => void;
};

/** What fits the typed text, by kind. Requests are looked up in the local copy, so it works offline. */
export function useFound(text: string): { label: string; found: Found[] }[] {
  const { t } = useTranslation(["home", "operations", "common", "shell"]);
  const navigate = useNavigate();
  const unavailable = useUnavailable();
  const words = text.trim().toLowerCase();
  const fits = (...parts: string[]) => parts.join(" ").toLowerCase().includes(words);

  const jobs = operations
    .map((operation): Found => {
      const reason = unavailable(operation.id);
      return {
        key: operation.id,
        name: t(operationText(operation.id, "job")),
        about: `${t(`common:${operation.provider}`)} · ${reason ?? t(operationText(operation.id, "summary"))}`,
        icon: jobIcons[operation.id],
        keys: keysOf(operation.id),
        disabled: reason !== null,
        open: () => navigate({ to: "/operations/$operationId", params: { operationId: operation.id } }),
      };
    })
    .filter(({ name, about, key }) => fits(name, about, key));

  const pages: Found[] = [
    {
      key: "home",
      name: t("shell:home"),
      about: "",
      icon: IconHome,
      keys: "Alt+1",
      open: () => navigate({ to: "/home" }),
    },
    {
      key: "requests",
      name: t("shell:requests"),
      about: "",
      icon: IconList,
      keys: "Alt+2",
      open: () => navigate({ to: "/requests" }),
    },
    {
      key: "rejected",
      name: t("shell:rejected"),
      about: "",
      icon: IconCircleX,
      keys: "Alt+3",
      open: () => navigate({ to: "/rejected" }),
    },
    {
      key: "settings",
      name: t("shell:settings"),
      about: "",
      icon: IconAdjustmentsHorizontal,
      keys: "Ctrl+,",
      open: () => navigate({ to: "/settings" }),
    },
    {
      key: "sign-out",
      name: t("shell:signOut"),
      about: "",
      icon: IconLogout,
      open: () => signOut().then(() => navigate({ to: "/sign-in" })),
    },
  ];

  const requests = { label: t("home:foundRequests"), found: useFoundRequests(text) };
  const rest = [
    { label: t("home:foundJobs"), found: jobs },
    { label: t("home:foundPages"), found: pages.filter(({ name }) => fits(name)) },
  ];
  // A number is looked for among requests; words name a job.
  return /\d/.test(text) ? [requests, ...rest] : [...rest, requests];
}

function useFoundRequests(text: string): Found[] {
  const [settled] = useDebouncedValue(text.trim(), 80);
  const navigate = useNavigate();
  const jobName = useJobName();
  const { data } = useQuery(requestsQuery({ filter: { text: settled || null }, limit: settled ? 8 : 4 }));
  return (data?.rows ?? []).map((row) => ({
    key: row.key,
    name: [row.number, jobName(row)].filter(Boolean).join(" "),
    about: [row.smartcard, row.setTopBox, row.service, row.subscription].filter(Boolean).join(" · "),
    state: row,
    open: () => navigate({ to: "/requests/$key", params: { key: row.key } }),
  }));
}
