import { useMutation } from "@tanstack/react-query";
import { type ConnectionDraft, commands } from "../../api/bindings";

export type Tested = Awaited<ReturnType<typeof test>>;

async function test(draft: ConnectionDraft) {
  const started = performance.now();
  const hops = await commands.app.testConnection(draft);
  return { hops, at: Date.now(), took: performance.now() - started };
}

export const useConnectionTest = () => useMutation({ mutationFn: test });
