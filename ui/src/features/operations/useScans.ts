import type { RefObject } from "react";
import { flushSync } from "react-dom";
import { useScanTarget } from "../scanner";
import { fieldsFor, withScanned } from "./scans";
import type { OperationForm } from "./useOperationForm";
import { focusEmpty } from "./walk";

/** The form takes scanned cards and boxes, whichever of its inputs has the focus, and goes on to what is missing. */
export function useScans(form: OperationForm, element: RefObject<HTMLFormElement | null>) {
  const has = (kind: "smartcard" | "setTopBox") => fieldsFor(form.operation, kind).length > 0;
  const take = (kind: "smartcard" | "setTopBox") => (text: string) => {
    const scanned = withScanned(form.operation, form.values, form.oneOf, kind, text);
    if (!scanned) return;
    // The row that it stands in is drawn before the focus goes on from it.
    flushSync(() => {
      if (scanned.oneOf) form.chooseOneOf(scanned.oneOf);
      form.change(scanned.values);
    });
    if (element.current) focusEmpty(element.current, scanned.input);
  };
  useScanTarget("smartcard", take("smartcard"), { enabled: has("smartcard") });
  useScanTarget("setTopBox", take("setTopBox"), { enabled: has("setTopBox") });
}
