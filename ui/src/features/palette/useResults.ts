import { IconCut, IconKeyboard, IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Hit, type Problem, type ServerSearchResult } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { requestsQuery } from "../../api/queries";
import { palette } from "../../state/palette";
import { kindIcons } from "../entities/kindIcons";
import { entityLink } from "../entities/urls";
import { anyIdentifier } from "../lookups/identifiers";
import { recentsQuery, searchQuery } from "../lookups/queries";
import { useLinkResult } from "./links";
import { hasDigit, type Result, type ResultGroup, useEntityResults, useNamedResults } from "./results";

/** Shorter texts are neither searched on the server nor used as numbers. */
const MIN_SEARCH_LENGTH = 3;
const MAX_RECENT = 4;

/**
 * All results for the typed text, by kind. Numbers are searched on this computer at each key, so this works offline.
 * All groups belong to the same text and are rendered once, together with the numbers.
 */
export function useResults(typed: string, open: boolean) {
  const { t } = useTranslation(["home", "entities"]);
  const link = useLinkResult(typed.trim());
  // A link is opened, and neither searched nor looked up.
  const wanted = link ? "" : typed.trim();
  const navigate = useNavigate();
  const { ofHit } = useEntityResults();
  const search = useQuery({ ...searchQuery(wanted), enabled: wanted !== "" });
  const text = wanted === "" ? "" : (search.data?.text ?? wanted);
  const asking = useServerSearch(wanted);
  const { operations, pages, commands: windowCommands } = useNamedResults(text);
  const lately = useRecentResults(open && text === "" && !link);

  const found = text === "" ? undefined : search.data;
  const answer = asking.current?.state === "answered" ? asking.current.answer : undefined;
  const hits = uniqueHits([...(answer?.hits ?? []), ...(found?.hits ?? [])]);
  const busy = asking.current?.state === "busy";

  const offers: Result[] = [];
  if (busy) {
    offers.push({
      key: "asking",
      name: t("home:askingServer", { text }),
      about: "",
      keys: "Esc",
      icon: IconServer2,
      disabled: true,
      open: () => undefined,
    });
  } else if (text.length >= MIN_SEARCH_LENGTH && !answer) {
    offers.push({
      key: "ask",
      name: t("home:askServer", { text }),
      about: "",
      keys: "Ctrl+Enter",
      icon: IconServer2,
      stays: true,
      open: () => void asking.ask(),
    });
  }
  const eleven = found?.eleven;
  if (eleven) {
    offers.push({
      key: "eleven",
      name: t("home:useEleven", { eleven }),
      about: t("home:useElevenNote"),
      icon: IconCut,
      stays: true,
      open: () => palette.set({ open: true, text: eleven, enter: false }),
    });
  }

  const typedKind = found?.looksLike ?? "item";
  const asTyped: Result[] =
    text.length >= MIN_SEARCH_LENGTH && hasDigit(text)
      ? [
          {
            key: "typed",
            name: t("home:asTyped", { text }),
            about: t(`entities:kinds.${typedKind}`),
            icon: typedKind === "item" ? IconKeyboard : kindIcons[typedKind],
            open: () => void navigate(entityLink(anyIdentifier(typedKind, text))),
          },
        ]
      : [];

  const numbers = { label: t("home:foundNumbers"), found: text === "" ? lately : [...hits.map(ofHit), ...offers] };
  const rest = [
    { label: t("home:foundJobs"), found: operations },
    { label: t("home:foundPages"), found: pages },
    { label: t("home:foundCommands"), found: windowCommands },
  ];
  const typedGroup = { label: t("home:foundTyped"), found: asTyped };
  // Text with a digit lists numbers first, other text operations and pages.
  const groups: ResultGroup[] = hasDigit(text) || text === "" ? [numbers, ...rest] : [...rest, numbers];

  return {
    groups: link ? [{ label: t("home:foundPages"), found: [link] }] : [...groups, typedGroup],
    /** The listed results belong to the current text. */
    settled: wanted === "" || (!search.isFetching && !search.isPlaceholderData),
    asking: { busy, ask: asking.ask, giveUp: asking.giveUp },
    said: {
      nothing: answer !== undefined && answer.hits.length === 0 && answer.problem === null,
      problem: asking.current?.state === "failed" ? asking.current.problem : (answer?.problem ?? search.error),
    },
  };
}

/** The most recently used entities and requests, shown for an empty text. */
function useRecentResults(shown: boolean): Result[] {
  const { ofHit, ofEntity } = useEntityResults();
  const { data: recents } = useQuery({ ...recentsQuery, enabled: shown });
  const { data: requests } = useQuery({ ...requestsQuery({ limit: MAX_RECENT }), enabled: shown });
  return [
    ...[...(recents?.pinned ?? []), ...(recents?.recent ?? [])].slice(0, MAX_RECENT).map((entity) => ofEntity(entity)),
    ...(requests?.rows ?? []).map((row) => ofHit({ what: "request", row, exact: false })),
  ];
}

const hitKey = (hit: Hit) => (hit.what === "entity" ? `entity ${hit.entity.key}` : `request ${hit.row.key}`);

/** Drops duplicates: the server's answer comes first and replaces stored data about the same entity. */
function uniqueHits(hits: Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter((hit) => {
    const isNew = !seen.has(hitKey(hit));
    seen.add(hitKey(hit));
    return isNew;
  });
}

type ServerSearch =
  | { text: string; state: "busy" }
  | { text: string; state: "answered"; answer: ServerSearchResult }
  | { text: string; state: "failed"; problem: Problem };

/** Searches the server for the typed text. Answers for another text, or after a cancel, are dropped. */
function useServerSearch(text: string) {
  const [asking, setAsking] = useState<ServerSearch>();
  const turn = useRef(0);
  const current = asking?.text === text ? asking : undefined;

  async function ask() {
    if (text === "" || current?.state === "busy") return;
    turn.current += 1;
    const mine = turn.current;
    const become = (next: ServerSearch) => {
      if (turn.current === mine) setAsking(next);
    };
    become({ text, state: "busy" });
    try {
      become({ text, state: "answered", answer: await commands.lookups.searchServer(text) });
    } catch (reason) {
      become({ text, state: "failed", problem: asProblem(reason) });
    }
  }

  function giveUp() {
    turn.current += 1;
    setAsking(undefined);
    // The result of the cancellation is not needed.
    void commands.lookups.stopSearch().catch(() => undefined);
  }

  return { current, ask, giveUp };
}
