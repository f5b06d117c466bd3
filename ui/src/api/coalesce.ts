/** Coalesces calls: starts `act`, or runs it once more after the run that is under way. The last call is never lost. */
export function coalesce(act: () => Promise<unknown>): () => void {
  let state: "idle" | "busy" | "again" = "idle";
  const start = () => {
    state = "busy";
    const done = () => {
      if (state === "again") start();
      else state = "idle";
    };
    act().then(done, done);
  };
  return () => {
    if (state === "idle") start();
    else state = "again";
  };
}
