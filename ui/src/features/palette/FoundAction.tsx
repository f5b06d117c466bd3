import { VisuallyHidden } from "@mantine/core";
import { IconPinFilled } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { StateLabel } from "../../components/StateLabel";
import type { Found } from "./found";
import classes from "./palette.module.css";

interface FoundActionProps {
  one: Found;
  onOpen: (one: Found) => void;
}

/**
 * One line: what it is called, what it is, by which name it fits and how old it is. A line that says what it said
 * before is not drawn again; what it opens follows from what it says.
 */
export const FoundAction = memo(Line, (before, after) => said(before.one) === said(after.one));

const said = ({ key, name, about, fits, age, from, keys, pinned, disabled, state }: Found) =>
  JSON.stringify([key, name, about, fits, age, from, keys, pinned, disabled, state?.state, state?.stateText]);

function Line({ one, onOpen }: FoundActionProps) {
  const { t } = useTranslation("things");
  return (
    // Spotlight's own line, without what it computes of its style at each key.
    <button
      type="button"
      data-action
      tabIndex={-1}
      // The search keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(one)}
      disabled={one.disabled}
      className={classes.action}
    >
      {one.icon && <Icon of={one.icon} />}
      {one.isNumber ? (
        <bdi dir="ltr" className={`${classes.name} mono`}>
          {one.name}
        </bdi>
      ) : (
        <span className={classes.name}>{one.name}</span>
      )}
      {one.state && <StateLabel state={one.state.state} text={one.state.stateText} />}
      <span className={classes.about}>
        {one.fits && <bdi className={classes.fits}>{one.fits}</bdi>}
        <bdi>{one.about}</bdi>
      </span>
      {one.pinned && (
        <>
          <Icon of={IconPinFilled} size={12} className={classes.pin} />
          <VisuallyHidden>{t("pinned")}</VisuallyHidden>
        </>
      )}
      {one.age && (
        <span className={classes.age}>
          {one.age}
          <span>{one.from}</span>
        </span>
      )}
      {one.keys && <Kbd keys={one.keys} />}
    </button>
  );
}
