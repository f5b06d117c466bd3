import { lazy, Suspense, useEffect, useState } from "react";
import { palette } from "../../state/palette";

const loadPalette = () => import("./Palette");
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));

const PRELOAD_AFTER_MS = 1500;

/** Loads the palette after the first page is rendered, or at the first Ctrl+K. */
export function PaletteHost() {
  const { open } = palette.use();
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (open) setWanted(true);
  }, [open]);
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return wanted ? (
    <Suspense>
      <Palette />
    </Suspense>
  ) : null;
}
