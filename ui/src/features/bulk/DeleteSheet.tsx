import { IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkSheet, commands } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { IconButton } from "../../components/IconButton";
import { LazyConfirm } from "../../components/LazyConfirm";
import { ProblemNote } from "../../components/ProblemNote";
import { sheetQuery, sheetsQuery } from "./useBulk";

/** Deletes a sheet after a question, and leads to the list of sheets. */
export function DeleteSheet({ sheet }: { sheet: BulkSheet }) {
  const { t } = useTranslation("bulk");
  const navigate = useNavigate();
  const command = useCommand({ refresh: null });
  const [asks, setAsks] = useState(false);
  async function remove() {
    setAsks(false);
    const deleted = await command.run(async () => {
      await commands.bulk.deleteBulkSheet(sheet.id);
      return true;
    });
    if (!deleted) return;
    await navigate({ to: "/bulk" });
    queryClient.removeQueries({ queryKey: sheetQuery(sheet.id).queryKey });
    await queryClient.invalidateQueries({ queryKey: sheetsQuery.queryKey });
  }
  return (
    <>
      {command.problem && <ProblemNote problem={command.problem} />}
      <IconButton icon={IconTrash} label={t("delete")} onClick={() => setAsks(true)} />
      {asks && (
        <LazyConfirm
          question={{
            title: t("deleteTitle"),
            text: t("deleteText"),
            keep: t("deleteKeep"),
            act: t("delete"),
            risky: true,
          }}
          onNo={() => setAsks(false)}
          onYes={() => void remove()}
        />
      )}
    </>
  );
}
