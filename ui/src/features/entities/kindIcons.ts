import { IconBarcode, IconId, IconListDetails, IconPackage, IconRouter, IconUser } from "@tabler/icons-react";
import type { EntityKind } from "../../api/bindings";
import type { Drawing } from "../../components/Icon";

/** The icon of each entity kind, always shown beside its label. */
export const kindIcons: Record<EntityKind, Drawing> = {
  smartcard: IconId,
  setTopBox: IconRouter,
  item: IconBarcode,
  subscription: IconUser,
  service: IconPackage,
  request: IconListDetails,
};
