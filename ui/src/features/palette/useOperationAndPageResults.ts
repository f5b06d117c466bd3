import { IconLogout } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { operationIcon } from "../../components/operationIcons";
import { finds } from "../../components/words";
import { keysOf, operations, operationText, useUnavailable } from "../../state/catalogue";
import { pageKeys, pageList } from "../../state/pages";
import { useOperationName } from "../../state/requestTexts";
import { signOut } from "../../state/snapshot";
import type { Result } from "./results";

/** Operations and pages with a name that matches the text. */
export function useOperationAndPageResults(text: string): { operations: Result[]; pages: Result[] } {
  const { t } = useTranslation(["operations", "common", "shell", "entities"]);
  const navigate = useNavigate();
  const unavailable = useUnavailable();
  const operationName = useOperationName();

  const all = useMemo(() => {
    const operationResults = operations.map((operation): Result => {
      const reason = unavailable(operation.id);
      return {
        key: operation.id,
        name: operationName({ operation: operation.id, requestType: null }),
        about: `${t(`common:${operation.provider}`)} · ${reason ?? t(operationText(operation.id, "summary"))}`,
        icon: operationIcon(operation),
        keys: keysOf(operation),
        disabled: reason !== null,
        open: () => void navigate({ to: "/operations/$operationId", params: { operationId: operation.id } }),
      };
    });
    const pages = pageList.map(
      (page): Result => ({
        key: page.path,
        name: t(page.title),
        about: "",
        icon: page.icon,
        keys: pageKeys(page),
        open: () => void navigate({ to: page.path }),
      }),
    );
    const leave: Result = {
      key: "sign-out",
      name: t("shell:signOut"),
      about: "",
      icon: IconLogout,
      open: () => void signOut().then(() => navigate({ to: "/sign-in" })),
    };
    return { operations: operationResults, pages: [...pages, leave] };
  }, [t, navigate, unavailable, operationName]);

  const fits = (...parts: string[]) => finds(parts, text);
  return {
    operations: all.operations.filter(({ name, about, key }) => fits(name, about, key)),
    pages: all.pages.filter(({ name }) => fits(name)),
  };
}
