import { type ComponentProps, lazy, Suspense } from "react";
import type { ConnectionDialog as Loaded } from "./ConnectionDialog";

const Dialog = lazy(async () => ({ default: (await import("./ConnectionDialog")).ConnectionDialog }));

/** Loads the dialog when it is first opened: the window starts with the sign-in page. */
export function ConnectionDialog(props: ComponentProps<typeof Loaded>) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}
