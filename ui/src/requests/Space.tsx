import classes from "./table.module.css";

/** Stands for rows that are not drawn. */
export function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.space}>
      <td colSpan={columns} style={{ blockSize: height }} />
    </tr>
  );
}
