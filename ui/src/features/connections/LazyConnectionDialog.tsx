import { type ComponentProps, lazy, Suspense } from "react";

const Dialog = lazy(async () => ({ default: (await import("./ConnectionDialog")).ConnectionDialog }));

/** Loads the dialog when it is first opened: the window starts with the sign-in page. */
export function ConnectionDialog(props: ComponentProps<typeof Dialog>) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}
