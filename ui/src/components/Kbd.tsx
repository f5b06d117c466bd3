import classes from "./Kbd.module.css";

/** Key caps, for eyes only: the thing they belong to says its keys with `aria-keyshortcuts`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={classes.keys} aria-hidden dir="ltr">
      {keys.split("+").map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
