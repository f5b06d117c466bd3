import { useRef, useState } from "react";
import { type Asked, commands, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";

type Asking =
  | { text: string; state: "busy" }
  | { text: string; state: "answered"; answer: Asked }
  | { text: string; state: "failed"; problem: Problem };

/** Asking the server for what is typed. An answer that comes after giving up, or for another text, is not shown. */
export function useAsking(text: string) {
  const [asking, setAsking] = useState<Asking>();
  const turn = useRef(0);
  const current = asking?.text === text ? asking : undefined;

  async function ask() {
    if (text === "" || current?.state === "busy") return;
    turn.current += 1;
    const mine = turn.current;
    const become = (next: Asking) => {
      if (turn.current === mine) setAsking(next);
    };
    become({ text, state: "busy" });
    try {
      become({ text, state: "answered", answer: await commands.lookups.searchServer(text) });
    } catch (reason) {
      become({ text, state: "failed", problem: asProblem(reason) });
    }
  }

  function giveUp() {
    turn.current += 1;
    setAsking(undefined);
    // Whether that works or not, nobody waits for it.
    void commands.lookups.stopSearch().catch(() => undefined);
  }

  return { current, ask, giveUp };
}
