import { Button, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, Problem, RequestColumn, SavedView } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { IconButton } from "../../../components/IconButton";
import { Dialog } from "../../../components/layers/Dialog";
import { Status } from "../../../components/live/Status";
import { ProblemNote } from "../../../components/ProblemNote";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../requests.module.css";
import { keepViews, renamed, without, withView } from "./savedViews";

interface ViewsDialogProps {
  /** Address of the view to save. */
  search: string;
  /** Columns of the view to save. */
  columns: ColumnLayout<RequestColumn>[];
  /** Name of the shown view, if it is a saved one. */
  shown: string | undefined;
  onClose: () => void;
}

/** Saves the shown view under a name, and renames or deletes saved views. */
export function ViewsDialog({ search, columns, shown, onClose }: ViewsDialogProps) {
  const { t } = useTranslation(["requests", "common"]);
  const { views } = useSnapshot().preferences;
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const wanted = name.trim();
  const replaces = views.some((view) => view.name === wanted);

  const keep = (next: SavedView[], then?: () => void) => {
    setProblem(undefined);
    keepViews(next).then(then, (reason: unknown) => setProblem(asProblem(reason)));
  };
  return (
    <Dialog
      onClose={onClose}
      title={t("requests:saveViewTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.body}>
        <form
          className={classes.save}
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted !== "") keep(withView(views, { name: wanted, search, columns }), onClose);
          }}
        >
          <TextInput
            data-autofocus
            name="view"
            label={t("requests:viewName")}
            placeholder={shown}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="filled"
            data-disabled={wanted === "" || undefined}
            aria-disabled={wanted === ""}
          >
            {t(replaces ? "requests:replaceView" : "common:save")}
          </Button>
        </form>
        <Status as="p" className={classes.viewsNote}>
          {replaces ? t("requests:replacesView", { name: wanted }) : t("requests:viewNote")}
        </Status>
        {problem && <ProblemNote problem={problem} />}
        {views.length > 0 && (
          <section aria-label={t("requests:savedViews")}>
            <h3>{t("requests:savedViews")}</h3>
            <ul className={classes.views}>
              {views.map((view, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a name is typed over in its place, and keeps the focus
                <li key={place}>
                  <TextInput
                    aria-label={t("requests:renameView", { name: view.name })}
                    defaultValue={view.name}
                    maxLength={60}
                    onBlur={(event) => {
                      const to = event.currentTarget.value.trim();
                      if (to !== "" && to !== view.name) keep(renamed(views, view.name, to));
                    }}
                    onKeyDown={(event) => {
                      const to = event.currentTarget.value.trim();
                      if (event.key === "Enter" && to !== "" && to !== view.name) keep(renamed(views, view.name, to));
                    }}
                  />
                  <IconButton
                    icon={IconTrash}
                    label={t("requests:deleteView", { name: view.name })}
                    onClick={() => keep(without(views, view.name))}
                  />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}
