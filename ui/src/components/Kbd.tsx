import classes from "./Kbd.module.css";

/** Key caps, hidden from screen readers: the control itself has `aria-keyshortcuts`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={classes.keys} aria-hidden dir="ltr">
      {keys.split("+").map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
