import { notifications } from "@mantine/notifications";
import { i18next } from "../i18n/i18n";

/** What somebody who scans has to know, wherever the scan went. Told once, however often it comes in a row. */
export function tell(what: "capsLock" | "severalNumbers") {
  notifications.show({
    id: `scanner-${what}`,
    message: i18next.t(`told.${what}`, { ns: "scanner" }),
    autoClose: 10_000,
  });
}
