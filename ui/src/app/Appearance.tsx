import { MantineProvider } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useLayoutEffect } from "react";
import type { Density, Theme } from "../api/bindings";
import { theme, variables } from "../theme/theme";

/** The nonce that the shell gave to the style element of index.html: Mantine's own must carry it. */
const styleNonce = () => document.querySelector("style")?.nonce ?? "";

interface AppearanceProps {
  choice: Theme;
  density?: Density;
  children: ReactNode;
}

/** Light or dark, by choice or by the system, and the density, for our tokens and for Mantine alike. */
export function Appearance({ choice, density = "comfortable", children }: AppearanceProps) {
  const scheme = useScheme(choice);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = scheme;
    document.documentElement.dataset.density = density;
  }, [scheme, density]);
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
