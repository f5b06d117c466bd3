// The pages that navigation, palette and shortcuts offer, in their order. To add a page, add it here, give it a route in
// `app/router.tsx`, and add its name to the message catalogue.

import {
  IconAdjustmentsHorizontal,
  IconCircleX,
  IconDeviceMobile,
  IconHistory,
  IconHome,
  IconId,
  IconList,
  IconTable,
  type TablerIcon,
} from "@tabler/icons-react";

interface PageEntry {
  path: string;
  icon: TablerIcon;
  /** `code` of its key, by the key's place on the keyboard, pressed with `modifier`. */
  key: { modifier: "Alt" | "Ctrl"; code: string };
  /** Key of the message catalogue for its name in the navigation. */
  name: string;
  /** Key for its title in the palette. */
  title: string;
  /** Path of a page that belongs to it and has no entry of its own. */
  with?: string;
  /** Where the navigation lists it. */
  navigation: "top" | "foot";
}

export const pages = {
  home: {
    path: "/home",
    icon: IconHome,
    key: { modifier: "Alt", code: "Digit1" },
    name: "shell:home",
    title: "shell:home",
    navigation: "top",
  },
  requests: {
    path: "/requests",
    icon: IconList,
    key: { modifier: "Alt", code: "Digit2" },
    name: "shell:requests",
    title: "shell:requests",
    navigation: "top",
  },
  rejected: {
    path: "/rejected",
    icon: IconCircleX,
    key: { modifier: "Alt", code: "Digit3" },
    with: "/handover",
    name: "shell:rejected",
    title: "shell:rejected",
    navigation: "top",
  },
  entities: {
    path: "/entities",
    icon: IconId,
    key: { modifier: "Alt", code: "Digit4" },
    name: "shell:entities",
    title: "entities:title",
    navigation: "top",
  },
  history: {
    path: "/history",
    icon: IconHistory,
    key: { modifier: "Alt", code: "Digit5" },
    name: "shell:history",
    title: "shell:history",
    navigation: "top",
  },
  field: {
    path: "/field",
    icon: IconDeviceMobile,
    key: { modifier: "Alt", code: "Digit6" },
    name: "shell:field",
    title: "shell:field",
    navigation: "top",
  },
  bulk: {
    path: "/bulk",
    icon: IconTable,
    key: { modifier: "Alt", code: "Digit7" },
    name: "shell:bulk",
    title: "shell:bulk",
    navigation: "top",
  },
  settings: {
    path: "/settings",
    icon: IconAdjustmentsHorizontal,
    key: { modifier: "Ctrl", code: "Comma" },
    name: "shell:settings",
    title: "shell:settings",
    navigation: "foot",
  },
} as const satisfies Record<string, PageEntry>;

export type ListedPage = (typeof pages)[keyof typeof pages];

export const pageList: readonly ListedPage[] = Object.values(pages);

/** The page of a key. `code` is the key's place on the keyboard. */
export const pageAtKey = (modifier: "Alt" | "Ctrl", code: string): ListedPage | undefined =>
  pageList.find(({ key }) => key.modifier === modifier && key.code === code);

/** The key of a page, as key caps say it: `Alt+1`, `Ctrl+,`. */
export const pageKeys = ({ key: { modifier, code } }: ListedPage): string =>
  `${modifier}+${code === "Comma" ? "," : code.replace("Digit", "")}`;
