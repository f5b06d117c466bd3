// The commands of the window beside its pages and operations. To add one, add it here, its name to the message catalogue
// (`help.json`), and what it does to `features/window-commands/useRunCommand.tsx`. The palette lists it, and the help sheet its keys.

import {
  IconBrightnessAuto,
  IconClipboardText,
  IconClockShare,
  IconFolderOpen,
  IconKeyboard,
  IconLicense,
  IconLink,
  IconLogout,
  IconMessageOff,
  IconMoon,
  IconRefresh,
  IconRoute,
  IconSearch,
  IconStack2,
  IconSun,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
  type TablerIcon,
} from "@tabler/icons-react";

/** The part of a key event that tells a shortcut. */
export type Pressed = Pick<KeyboardEvent, "code" | "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

interface CommandKey {
  /** As key caps say it. */
  caps: string;
  ctrl?: boolean;
  /** Places on the keyboard: the same key in every layout. */
  codes: string[];
  /** Characters, where the layout decides which key has them. They count with Shift, too. */
  characters?: string[];
  /** It also works over a dialog, without a session and in the field mode. */
  everywhere?: boolean;
}

interface WindowCommand {
  icon: TablerIcon;
  key?: CommandKey;
}

const windowCommands = {
  palette: { icon: IconSearch, key: { caps: "Ctrl+K", ctrl: true, codes: ["KeyK"] } },
  outbox: { icon: IconStack2, key: { caps: "Ctrl+O", ctrl: true, codes: ["KeyO"] } },
  refresh: { icon: IconRefresh, key: { caps: "Ctrl+R", ctrl: true, codes: ["KeyR"] } },
  help: { icon: IconKeyboard, key: { caps: "F1", codes: ["F1"], everywhere: true } },
  closeMessages: { icon: IconMessageOff, key: { caps: "Ctrl+D", ctrl: true, codes: ["KeyD"], everywhere: true } },
  tour: { icon: IconRoute },
  handover: { icon: IconClockShare },
  light: { icon: IconSun },
  dark: { icon: IconMoon },
  system: { icon: IconBrightnessAuto },
  zoomIn: {
    icon: IconZoomIn,
    key: { caps: "Ctrl++", ctrl: true, codes: ["NumpadAdd"], characters: ["+", "="], everywhere: true },
  },
  zoomOut: {
    icon: IconZoomOut,
    key: { caps: "Ctrl+−", ctrl: true, codes: ["NumpadSubtract"], characters: ["-", "_"], everywhere: true },
  },
  zoomReset: {
    icon: IconZoomReset,
    key: { caps: "Ctrl+0", ctrl: true, codes: ["Digit0", "Numpad0"], everywhere: true },
  },
  copyLink: { icon: IconLink },
  diagnostics: { icon: IconClipboardText },
  logs: { icon: IconFolderOpen },
  licences: { icon: IconLicense },
  signOut: { icon: IconLogout },
} satisfies Record<string, WindowCommand>;

export type WindowCommandId = keyof typeof windowCommands;

export const windowCommandList = (Object.entries(windowCommands) as [WindowCommandId, WindowCommand][]).map(
  ([id, command]) => ({ id, ...command }),
);

/** The command of a key. */
export const windowCommandOf = (pressed: Pressed) =>
  windowCommandList.find(({ key }) => key !== undefined && fits(pressed, key));

function fits({ code, key, ctrlKey, metaKey, altKey, shiftKey }: Pressed, { ctrl, codes, characters }: CommandKey) {
  if (altKey || (ctrlKey || metaKey) !== (ctrl === true)) return false;
  return characters?.includes(key) || (!shiftKey && codes.includes(code));
}
