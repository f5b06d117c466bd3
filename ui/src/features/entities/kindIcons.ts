import { IconBarcode, IconId, IconListDetails, IconPackage, IconRouter, IconUser } from "@tabler/icons-react";
import type { ThingKind } from "../../api/bindings";
import type { Drawing } from "../../components/Icon";

/** How each kind of thing is drawn, always beside its word. */
export const kindIcons: Record<ThingKind, Drawing> = {
  smartcard: IconId,
  setTopBox: IconRouter,
  item: IconBarcode,
  subscription: IconUser,
  service: IconPackage,
  request: IconListDetails,
};
