import { Button, Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconUser, IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import { finds } from "../../../components/words";
import classes from "./actions.module.css";
import { useMe } from "./useMe";

interface AssignFormProps {
  count: number;
  /** Names that something is assigned to already. */
  assignees: readonly string[];
  onAssign: (to: string | null) => void;
}

/** To whom: oneself, nobody, somebody who has some already, or a name that is typed. */
export function AssignForm({ count, assignees, onAssign }: AssignFormProps) {
  const { t } = useTranslation("rejected");
  const me = useMe();
  const [name, setName] = useState("");
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const typed = name.trim();
  const offered = assignees.filter((one) => finds([one], typed));
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== "") onAssign(typed);
      }}
    >
      <p className={classes.heading}>{t("assignHead", { count })}</p>
      <div className={classes.row}>
        {me !== null && (
          <Button size="xs" data-autofocus leftSection={<Icon of={IconUser} size={14} />} onClick={() => onAssign(me)}>
            {t("assignMe", { me })}
          </Button>
        )}
        <Button size="xs" leftSection={<Icon of={IconUserOff} size={14} />} onClick={() => onAssign(null)}>
          {t("nobody")}
        </Button>
      </div>
      <Combobox store={combobox} withinPortal={false} onOptionSubmit={onAssign}>
        <Combobox.Target>
          <TextInput
            name="assignee"
            label={t("assignTo")}
            maxLength={80}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              combobox.openDropdown();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={offered.length === 0}>
          <Combobox.Options aria-label={t("assignees")}>
            {offered.map((one) => (
              <Combobox.Option key={one} value={one}>
                <bdi>{one}</bdi>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <div className={classes.answers}>
        <Button
          size="xs"
          type="submit"
          variant="filled"
          data-disabled={typed === "" || undefined}
          aria-disabled={typed === ""}
        >
          {t("assignDo")}
        </Button>
      </div>
    </form>
  );
}
