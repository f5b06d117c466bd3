import { VisuallyHidden } from "@mantine/core";
import { Spotlight } from "@mantine/spotlight";
import { IconPinFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../kit/Icon";
import { Kbd } from "../kit/Kbd";
import { StateLabel } from "../kit/StateLabel";
import type { Found } from "./found";
import style from "./Palette.module.css";

/** One line: what it is called, what it is, by which name it fits and how old it is. */
export function FoundAction({ one, onOpen }: { one: Found; onOpen: (one: Found) => void }) {
  const { t } = useTranslation("things");
  return (
    <Spotlight.Action
      onClick={() => onOpen(one)}
      disabled={one.disabled}
      className={style.action}
      closeSpotlightOnTrigger={false}
    >
      {one.icon && <Icon of={one.icon} />}
      {one.isNumber ? (
        <bdi dir="ltr" className={`${style.name} mono`}>
          {one.name}
        </bdi>
      ) : (
        <span className={style.name}>{one.name}</span>
      )}
      {one.state && <StateLabel state={one.state.state} text={one.state.stateText} />}
      <span className={style.about}>
        {one.fits && <bdi className={style.fits}>{one.fits}</bdi>}
        <bdi>{one.about}</bdi>
      </span>
      {one.pinned && (
        <>
          <Icon of={IconPinFilled} size={12} className={style.pin} />
          <VisuallyHidden>{t("pinned")}</VisuallyHidden>
        </>
      )}
      {one.age && (
        <span className={style.age}>
          {one.age}
          <span>{one.from}</span>
        </span>
      )}
      {one.keys && <Kbd keys={one.keys} />}
    </Spotlight.Action>
  );
}
