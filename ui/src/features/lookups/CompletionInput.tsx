import { Combobox, TextInput, type TextInputProps, useCombobox } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { NameKind } from "../../api/bindings";
import { identifierLabel } from "./identifiers";
import classes from "./lookups.module.css";
import type { Completion } from "./useCompletions";

interface CompletionInputProps extends Omit<TextInputProps, "onChange"> {
  completions: Completion[];
  /** The name that the input asks for: another one is said beside the text. */
  by: NameKind | undefined;
  /** One is typed out already: the list opens only when it is asked for. */
  complete: boolean;
  listLabel: string;
  foot?: ReactNode;
  /** Typing or the arrow key asked for the list. */
  onAsk: (asked: boolean) => void;
  onText: (text: string) => void;
  onPick: (picked: Completion) => void;
}

/**
 * An input with a list of what the text may become. The list comes by typing or by the arrow key and never by the
 * focus alone, and nothing of it is chosen beforehand: Enter goes to the next field unless an arrow chose one.
 */
export function CompletionInput(props: CompletionInputProps) {
  const {
    completions,
    by: wanted,
    complete,
    listLabel,
    foot,
    onAsk,
    onText,
    onPick,
    onKeyDown,
    onBlur,
    ...input
  } = props;
  const [asked, setAsked] = useState<"typed" | "arrow">();
  const ask = (by: "typed" | "arrow" | undefined) => {
    setAsked(by);
    onAsk(by !== undefined);
  };
  const something = completions.length > 0 || foot !== undefined;
  const opened = something && (asked === "arrow" || (asked === "typed" && completions.length > 0 && !complete));
  const list = useCombobox({
    opened,
    onOpenedChange: (open) => ask(open ? "arrow" : undefined),
    onDropdownClose: () => list.resetSelectedOption(),
  });

  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && plain) {
      // The list takes the chosen one; what goes on to the next field must not see the key.
      if (opened && list.getSelectedOptionIndex() !== -1) {
        event.stopPropagation();
        return;
      }
      ask(undefined);
    }
    if (event.key === "Escape") ask(undefined);
    onKeyDown?.(event);
  }
  return (
    <Combobox
      store={list}
      keepMounted={false}
      hideDetached={false}
      position="bottom-start"
      // It grows when the server has answered: then it may have room above alone.
      preventPositionChangeWhenVisible={false}
      transitionProps={{ duration: 0 }}
      classNames={{ dropdown: classes.dropdown, option: classes.option }}
      onOptionSubmit={(key) => {
        const picked = completions.find(({ entity }) => entity.key === key);
        if (picked) onPick(picked);
        ask(undefined);
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...input}
          onChange={(event) => {
            list.resetSelectedOption();
            ask(event.currentTarget.value.trim() === "" ? undefined : "typed");
            onText(event.currentTarget.value);
          }}
          onKeyDown={pressed}
          onBlur={(event) => {
            ask(undefined);
            onBlur?.(event);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <section aria-label={listLabel}>
          <Combobox.Options aria-label={listLabel} className={classes.options}>
            {completions.map(({ entity, text, by }) => (
              <Combobox.Option value={entity.key} key={entity.key}>
                <bdi dir="ltr" className={classes.completion}>
                  {text}
                </bdi>{" "}
                {by !== wanted && <span className={classes.member}>{identifierLabel(by)}</span>}{" "}
                <span className={classes.entity}>{entity.name}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
          {foot}
        </section>
      </Combobox.Dropdown>
    </Combobox>
  );
}
