import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { memo, type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import classes from "./filters.module.css";

interface SearchTextProps {
  /** Taken over whenever it is another object. */
  given: { text: string };
  onText: (text: string) => void;
  ref: Ref<HTMLInputElement>;
}

/** Full text. It keeps what is typed itself, so that a key draws this field and nothing else. */
export const SearchText = memo(function SearchText({ given, onText, ref }: SearchTextProps) {
  const { t } = useTranslation("requests");
  const [{ text, of }, set] = useState({ text: given.text, of: given });
  const shown = of === given ? text : given.text;
  function put(next: string) {
    set({ text: next, of: given });
    onText(next);
  }
  return (
    <TextInput
      ref={ref}
      name="text"
      aria-label={t("search")}
      placeholder={t("search")}
      className={classes.text}
      size="xs"
      value={shown}
      leftSection={<Icon of={IconSearch} size={14} />}
      rightSection={shown !== "" && <CloseButton size="xs" aria-label={t("clearSearch")} onClick={() => put("")} />}
      onChange={(event) => put(event.currentTarget.value)}
    />
  );
});
