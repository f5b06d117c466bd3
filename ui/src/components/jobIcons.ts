import {
  IconCircleMinus,
  IconCirclePlus,
  IconLink,
  IconLinkPlus,
  IconLockOff,
  IconLockPassword,
  IconLockPlus,
  IconRefresh,
  IconUnlink,
} from "@tabler/icons-react";
import type { OperationId } from "../state/catalogue";
import type { Drawing } from "./Icon";

/** How each job is drawn, on its tile and in the palette. */
export const jobIcons: Record<OperationId, Drawing> = {
  "conax.create-pairing": IconLink,
  "conax.add-to-pairing": IconLinkPlus,
  "conax.add-service": IconCirclePlus,
  "conax.cancel-service": IconCircleMinus,
  "conax.reset-pin": IconLockPassword,
  "conax.set-pin": IconLockPlus,
  "nagra.pair": IconLink,
  "nagra.unpair": IconUnlink,
  "nagra.clear-pin": IconLockOff,
  "provisioning.resync": IconRefresh,
};
