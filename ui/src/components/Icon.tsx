import type { TablerIcon } from "@tabler/icons-react";

/** Stroke of the icon's own 24 px grid, so that every size is drawn about 1.4 px wide. */
const stroke = { 12: 2.4, 14: 2.2, 16: 2, 20: 1.75, 24: 1.6 };

export type Drawing = TablerIcon;

/** Always beside words that say the same: an icon alone needs a name on its button. */
export function Icon({
  of: Drawn,
  size = 16,
  className,
}: {
  of: Drawing;
  size?: keyof typeof stroke;
  className?: string;
}) {
  return <Drawn size={size} stroke={stroke[size]} aria-hidden className={className} style={{ flex: "none" }} />;
}
