import {
  IconCircleMinus,
  IconCirclePlus,
  IconLink,
  IconLinkPlus,
  IconListDetails,
  IconLockOff,
  IconLockPassword,
  IconLockPlus,
  IconRefresh,
  IconUnlink,
} from "@tabler/icons-react";
import type { Operation } from "../state/catalogue";
import type { Drawing } from "./Icon";

/** The pictures that the catalogue of operations names. */
const DRAWINGS: Readonly<Record<string, Drawing>> = {
  "circle-minus": IconCircleMinus,
  "circle-plus": IconCirclePlus,
  link: IconLink,
  "link-plus": IconLinkPlus,
  "lock-off": IconLockOff,
  "lock-password": IconLockPassword,
  "lock-plus": IconLockPlus,
  refresh: IconRefresh,
  unlink: IconUnlink,
};

export const hasDrawing = (name: string) => name in DRAWINGS;

/** The picture of an operation, on its tile and in the palette. */
export const operationIcon = ({ icon }: Operation): Drawing => DRAWINGS[icon] ?? IconListDetails;
