import { useQuery } from "@tanstack/react-query";
import { commands, type Knowledge, type RejectedSelection } from "../../api/bindings";

/** Causes among what was chosen that a retry alone does not cure, the sternest first. */
export function useAdvice(selection: RejectedSelection | undefined): Knowledge[] {
  const view = selection?.view;
  const { data } = useQuery({
    queryKey: ["rejected", "advice", view],
    enabled: view !== undefined,
    queryFn: async () => {
      if (!view) return [];
      const { group, ...query } = view;
      const { groups } = await commands.rejected.rejected({ ...query, sort: "count" });
      return groups.filter(({ id }) => group === null || id === group).map(({ knowledge }) => knowledge);
    },
  });
  const against = (data ?? []).filter(({ advice }) => advice === "afterFix" || advice === "never");
  return against.sort((a, b) => Number(b.advice === "never") - Number(a.advice === "never"));
}
