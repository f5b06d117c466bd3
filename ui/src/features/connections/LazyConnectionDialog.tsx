import { type ComponentProps, lazy, Suspense } from "react";
import type { ConnectionDialog as Loaded } from "./ConnectionDialog";

const Dialog = lazy(async () => ({ default: (await import("./ConnectionDialog")).ConnectionDialog }));

/** Fetched when it is first asked for: the sign-in page is what the window starts with. */
export function ConnectionDialog(props: ComponentProps<typeof Loaded>) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}
