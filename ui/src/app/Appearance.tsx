import { MantineProvider } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useLayoutEffect } from "react";
import type { Theme } from "../api/bindings";
import { theme, variables } from "../theme/theme";

/** The nonce that the shell gave to the style element of index.html: Mantine's own must carry it. */
const styleNonce = () => document.querySelector("style")?.nonce ?? "";

/** Light or dark, by choice or by the system, for our tokens and for Mantine alike. */
export function Appearance({ choice, children }: { choice: Theme; children: ReactNode }) {
  const scheme = useScheme(choice);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = scheme;
  }, [scheme]);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      cssVariablesResolver={variables}
      getStyleNonce={styleNonce}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}

export function useScheme(choice: Theme): "light" | "dark" {
  const systemIsDark = useMediaQuery("(prefers-color-scheme: dark)", undefined, { getInitialValueInEffect: false });
  if (choice === "system") return systemIsDark ? "dark" : "light";
  return choice;
}
