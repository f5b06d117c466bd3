import { lazy, Suspense } from "react";
import { rowMenu } from "../../state/rowMenu";

const RowMenu = lazy(async () => ({ default: (await import("./RowMenu")).RowMenu }));

/** Loads the menu of a row when it is first opened. */
export function RowMenuHost() {
  const asked = rowMenu.use();
  return asked ? (
    <Suspense>
      <RowMenu key={`${asked.at.x} ${asked.at.y}`} asked={asked} />
    </Suspense>
  ) : null;
}
