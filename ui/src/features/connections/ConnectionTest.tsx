import { IconCircle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectionDraft, commands, type Hop, type TestedHop } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import classes from "./connections.module.css";

const way: Hop[] = ["name", "server", "certificate", "crm"];

/** Each hop on the way to CRM.COM; it stops at the one that failed and says why. */
export function ConnectionTest({ tested }: { tested: Tested }) {
  const { t } = useTranslation("connections");
  const dates = useDates();
  const shown = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new test is brought into view
  useEffect(() => {
    shown.current?.scrollIntoView({ block: "nearest" });
  }, [tested]);
  const failed = tested.hops.find(({ problem }) => problem);
  return (
    <section ref={shown} className={classes.test} aria-live="polite">
      <h3>
        {t("testTitle")}
        <span>
          {dates.seconds(tested.at)}, {t("took", { seconds: (tested.took / 1000).toFixed(1) })}
        </span>
      </h3>
      <ul>
        {way.map((hop) => (
          <HopLine key={hop} hop={hop} tested={tested.hops.find((one) => one.hop === hop)} />
        ))}
      </ul>
      {failed?.problem && <ProblemNote problem={failed.problem} role="status" />}
    </section>
  );
}

function HopLine({ hop, tested }: { hop: Hop; tested: TestedHop | undefined }) {
  const { t } = useTranslation("connections");
  if (!tested) {
    return (
      <li data-tone="mute">
        <Icon of={IconCircle} size={14} />
        <span>{t(`hop.${hop}`)}</span>
        <span>{t("notTried")}</span>
      </li>
    );
  }
  const fine = tested.problem === null;
  return (
    <li data-tone={fine ? "ok" : "bad"}>
      <Icon of={fine ? IconCircleCheck : IconCircleX} size={14} />
      <span>{t(fine ? `hop.${hop}` : `hopFailed.${hop}`)}</span>
      <span>
        {[tested.detail, tested.millis === null ? null : t("millis", { millis: tested.millis })]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </li>
  );
}

type Tested = Awaited<ReturnType<typeof test>>;

async function test(draft: ConnectionDraft) {
  const started = performance.now();
  const hops = await commands.app.testConnection(draft);
  return { hops, at: Date.now(), took: performance.now() - started };
}

export const useConnectionTest = () => useMutation({ mutationFn: test });
