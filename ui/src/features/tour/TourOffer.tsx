import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Banner } from "../../components/Banner";
import { useSnapshot } from "../../state/snapshot";
import { leaveTour, SANDBOX, startTour, tourStep } from "../../state/tour";

/** Offers the tour at the sign-in to the sandbox, until it was declined or started once. */
export function TourOffer() {
  const { t } = useTranslation("signIn");
  const { connection, preferences } = useSnapshot();
  const step = tourStep.use();
  if (connection !== SANDBOX || preferences.tourSeen || step) return null;
  return (
    <Banner
      tone="info"
      actions={
        <>
          <Button size="xs" variant="filled" onClick={() => void startTour({ inSandbox: false })}>
            {t("tour.start")}
          </Button>
          <Button size="xs" onClick={leaveTour}>
            {t("tour.decline")}
          </Button>
        </>
      }
    >
      <b>{t("tour.title")}</b> {t("tour.text")}
    </Banner>
  );
}
