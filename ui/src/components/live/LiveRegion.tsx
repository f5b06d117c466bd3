import { VisuallyHidden } from "@mantine/core";
import { useEffect, useId } from "react";
import { addRegion, messages } from "./announce";

/**
 * Reads out the messages of `announce`. There is one around the page, and one in each modal dialog. Each message is an
 * element of its own: the web view reports elements that are added, and not a text that changes.
 */
export function LiveRegion() {
  const region = useId();
  useEffect(() => addRegion(region), [region]);
  const own = messages.use().filter((message) => message.region === region);
  const line = ({ id, text }: (typeof own)[number]) => <p key={id}>{text}</p>;
  return (
    <VisuallyHidden>
      <div role="status" aria-atomic={false} aria-relevant="additions">
        {own.filter(({ urgent }) => !urgent).map(line)}
      </div>
      <div role="alert" aria-atomic={false} aria-relevant="additions">
        {own.filter(({ urgent }) => urgent).map(line)}
      </div>
    </VisuallyHidden>
  );
}
