import { lazy, Suspense, useEffect, useState } from "react";
import { loadPalette, palette } from "./palette";

const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));

/** Fetched after the first page is drawn, or at the first Ctrl+K. */
export function PaletteHost() {
  const { open } = palette.use();
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (open) setWanted(true);
  }, [open]);
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1500);
    return () => clearTimeout(timer);
  }, []);
  return wanted ? (
    <Suspense>
      <Palette />
    </Suspense>
  ) : null;
}
