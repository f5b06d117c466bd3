import { useEffect, useRef, useState } from "react";
import { type Checked, commands, type FormDraft } from "../../api/bindings";

const PAUSE = 120;

/** What the desk says about a form as it stands, asked a moment after the last keystroke. */
export function useChecked(draft: FormDraft) {
  const [checked, setChecked] = useState<Checked>();
  const asked = useRef(0);
  const content = JSON.stringify(draft);

  useEffect(() => {
    const turn = ++asked.current;
    const timer = setTimeout(() => {
      // A desk that cannot check cannot send either: sending tells what is wrong.
      commands.outbox.checkForm(JSON.parse(content)).then(
        (answer) => turn === asked.current && setChecked(answer),
        () => undefined,
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [content]);

  /** Asks at once, and leaves earlier questions unanswered. */
  async function checkNow(): Promise<Checked> {
    const turn = ++asked.current;
    const answer = await commands.outbox.checkForm(draft);
    if (turn === asked.current) setChecked(answer);
    return answer;
  }
  return { checked, checkNow };
}
