import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import classes from "./parts.module.css";

const shades = (...names: string[]) =>
  Array.from(
    { length: 10 },
    (_, shade) => `var(--${names[Math.min(shade, names.length - 1)]})`,
  ) as unknown as MantineColorsTuple;

/** Messages lie over pages and dialogs (390), and what the user opens over messages. */
const OVER_MESSAGES = 395;

/**
 * Mantine drawn with the desk's tokens: no colour or size is decided here. The parts are named, not
 * imported, so that the first page does not carry those that only later pages use.
 */
export const theme = createTheme({
  fontFamily: "var(--font-ui)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "4px", sm: "4px", md: "6px", lg: "8px", xl: "10px" },
  headings: { fontFamily: "var(--font-ui)", fontWeight: "600" },
  defaultRadius: "md",
  cursorType: "default",
  focusRing: "auto",
  respectReducedMotion: true,
  colors: { accent: shades("accent-tint", "accent-line", "accent"), red: shades("bad-tint", "bad-line", "bad") },
  primaryColor: "accent",
  primaryShade: 6,
  components: {
    Button: {
      defaultProps: { size: "sm", variant: "default" },
      classNames: { root: classes.button, section: classes.buttonSection, label: classes.buttonLabel },
    },
    InputWrapper: {
      classNames: {
        root: classes.wrapper,
        label: classes.label,
        error: classes.error,
        description: classes.description,
      },
      defaultProps: { inputWrapperOrder: ["label", "input", "error", "description"], withAsterisk: false },
    },
    Input: { classNames: { input: classes.input, wrapper: classes.inputWrapper } },
    TextInput: { defaultProps: { autoComplete: "off", spellCheck: false, withAsterisk: false } },
    PasswordInput: {
      // Shown, it is an input for text like any other; the mark stays.
      defaultProps: { autoComplete: "off", spellCheck: false, withAsterisk: false, "data-secret": true },
      classNames: { innerInput: classes.innerInput },
    },
    NumberInput: { defaultProps: { withAsterisk: false } },
    Select: {
      defaultProps: { withAsterisk: false, allowDeselect: false, comboboxProps: { transitionProps: { duration: 0 } } },
      classNames: { dropdown: classes.dropdown, option: classes.option },
    },
    Checkbox: { defaultProps: { size: "16px" }, classNames: { input: classes.check, label: classes.checkLabel } },
    Radio: {
      defaultProps: { size: "16px" },
      classNames: { radio: classes.radio, icon: classes.radioIcon, label: classes.checkLabel },
    },
    Switch: { classNames: { label: `${classes.checkLabel} ${classes.switchLabel}` } },
    SegmentedControl: {
      defaultProps: { transitionDuration: 0 },
      classNames: {
        root: classes.segments,
        label: classes.segment,
        indicator: classes.segmentIndicator,
        control: classes.segmentControl,
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        // The page never scrolls as a whole, and the lock would add a style element without our nonce.
        lockScroll: false,
        transitionProps: { duration: 0 },
        overlayProps: { backgroundOpacity: 1, color: "var(--scrim)" },
      },
      classNames: {
        content: classes.dialog,
        header: classes.dialogHeader,
        title: classes.dialogTitle,
        body: classes.dialogBody,
      },
    },
    Drawer: {
      defaultProps: {
        lockScroll: false,
        transitionProps: { duration: 0 },
        overlayProps: { backgroundOpacity: 1, color: "var(--scrim)" },
      },
      classNames: {
        content: classes.drawer,
        header: classes.drawerHeader,
        title: classes.dialogTitle,
        body: classes.dialogBody,
      },
    },
    Menu: {
      // Its placeholder for the first focus is a focusable element in a menu that is no item of it.
      defaultProps: { transitionProps: { duration: 0 }, loop: true, withInitialFocusPlaceholder: false },
      classNames: { dropdown: classes.dropdown, item: classes.option, label: classes.menuLabel },
    },
    Popover: {
      defaultProps: {
        zIndex: OVER_MESSAGES,
        transitionProps: { duration: 0 },
        // WebKitGTK reports a button with this attribute as a combo box; that the button expands is said as well.
        "aria-haspopup": undefined,
      },
      classNames: { dropdown: classes.dropdown },
    },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        transitionProps: { duration: 0 },
        events: { hover: true, focus: true, touch: true },
      },
      classNames: { tooltip: classes.tooltip },
    },
  },
});

const colours = {
  "--mantine-color-body": "var(--bg)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-success": "var(--ok)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--control-line)",
  "--mantine-color-disabled": "var(--sunken)",
  "--mantine-color-disabled-color": "var(--text-off)",
  "--mantine-color-disabled-border": "var(--line-strong)",
  "--mantine-color-accent-filled": "var(--accent-solid)",
  "--mantine-color-accent-filled-hover": "var(--accent-solid-hover)",
  "--mantine-color-accent-light": "var(--accent-tint)",
  "--mantine-color-accent-light-hover": "var(--accent-tint)",
  "--mantine-color-accent-light-color": "var(--accent)",
  "--mantine-color-accent-outline": "var(--accent)",
  "--mantine-color-accent-text": "var(--accent)",
  "--mantine-primary-color-filled": "var(--accent-solid)",
  "--mantine-primary-color-filled-hover": "var(--accent-solid-hover)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
  "--mantine-color-red-filled": "var(--bad-solid)",
  "--mantine-color-red-filled-hover": "var(--bad-solid)",
  "--mantine-color-red-outline": "var(--bad)",
  "--mantine-color-red-outline-hover": "var(--bad-tint)",
  "--mantine-color-red-text": "var(--bad)",
};

/** The same for both schemes: only the tokens change. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: colours, dark: colours });
