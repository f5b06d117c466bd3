import classes from "./table.module.css";

/** Stands for rows that are not drawn. */
export function Space({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.space}>
      <td style={{ blockSize: height }} />
    </tr>
  );
}
