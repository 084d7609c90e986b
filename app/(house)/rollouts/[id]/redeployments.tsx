/** The members that will never come by themselves, by what a person has to do about them. */
import { Group, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import { words } from "@/lib/platform/words";
import type { RolloutPage } from "@/lib/rollout/queries";
import classes from "./rollout.module.css";

const t = words("rollout");
const reasonWord = words("reasonTitles");

/** Renders one line per reason, most members first. */
export function Redeployments({ page }: { page: RolloutPage }) {
  const { rollout, redeployments, counts } = page;
  const isGoing = rollout.status !== "superseded" && rollout.status !== "closed";
  return (
    <Card
      title={t("redeployments")}
      aside={
        counts.needs_redeployment > 0 && (
          <Group gap="md">
            {isGoing && (
              <TextLink href={`/work?applianceId=${rollout.applianceId}`} size="sm">
                {t("workList")}
              </TextLink>
            )}
            <TextLink href={clientsHref({ rolloutId: rollout.id, state: "needs_redeployment" })} size="sm">
              {t("allRedeployments", { count: counts.needs_redeployment })}
            </TextLink>
          </Group>
        )
      }
    >
      {redeployments.length === 0 ? (
        <Text size="sm" c="var(--quiet)">
          {t("noRedeployments")}
        </Text>
      ) : (
        <ul className={classes.people}>
          {redeployments.map(({ code, members }) => (
            <li key={code}>
              <div className={classes.barHead}>
                <TextLink
                  href={clientsHref({ rolloutId: rollout.id, state: "needs_redeployment", reason: code })}
                  prefetch={false}
                  size="sm"
                  fw={600}
                >
                  {reasonWord(code)}
                </TextLink>
                <Text size="sm" fw={600}>
                  {members.toLocaleString("en")}
                </Text>
              </div>
              <Text size="xs" c="var(--quiet)">
                {t(`remedies.${code as Remedied}`)}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** The reasons that call for redeployment. */
type Remedied =
  | "disabled_at_endpoint"
  | "uninstalled_at_endpoint"
  | "agent_by_hand"
  | "integration_client_by_hand"
  | "msi_locked_down"
  | "attempts_exhausted"
  | "missed_releases"
  | "silent";
