/** One rollout then and now, and who is newly behind. */
import {
  List,
  ListItem,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import type { RolloutChanges } from "@/lib/alerts/digest/changes";
import { standingOf } from "@/lib/alerts/digest/changes-text";
import { whoseMove } from "@/lib/alerts/digest/whose-move";
import { memberStates } from "@/lib/core/member";
import type { Mover } from "@/lib/core/movers";
import { words } from "@/lib/platform/words";

const t = words("digest");
const states = words("states");

interface RolloutCardProps {
  rollout: RolloutChanges;
  /** The reader's moves. */
  own: readonly Mover[];
  zone: string;
}

export function RolloutCard({ rollout, own, zone }: RolloutCardProps) {
  const { id, before, now, stragglers, movers } = rollout;
  const shown = memberStates.filter((state) => before[state] !== 0 || now[state] !== 0);
  const standing = standingOf(rollout);
  const whose = whoseMove(movers, own, now.checked_in + now.excluded);
  return (
    <div>
      <TextLink href={`/rollouts/${id}`} size="sm" fw={650}>
        {standing}
      </TextLink>
      <ScrollRegion label={standing}>
        <Table maw={480} my="xs" verticalSpacing={4}>
          <TableThead>
            <TableTr>
              <TableTh>{t("handover.state")}</TableTh>
              <TableTh ta="right">{t("handover.then")}</TableTh>
              <TableTh ta="right">{t("handover.now")}</TableTh>
              <TableTh ta="right">{t("handover.difference")}</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            {shown.map((state) => (
              <TableTr key={state}>
                <TableTh scope="row" fw={400}>
                  {states(state)}
                </TableTh>
                <TableTd ta="right">{before[state].toLocaleString("en")}</TableTd>
                <TableTd ta="right">{now[state].toLocaleString("en")}</TableTd>
                <TableTd ta="right">{signed(now[state] - before[state])}</TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </ScrollRegion>
      {whose !== null && (
        <Text size="sm" mb="xs">
          {whose}
        </Text>
      )}
      {stragglers.fresh.length > 0 && (
        <>
          <Text size="sm" fw={650}>
            {t("handover.fresh")}
          </Text>
          <List size="sm" spacing={2}>
            {stragglers.fresh.map(({ id: clientId, name, state, at }) => (
              <ListItem key={clientId}>
                <TextLink href={`/clients/${clientId}`} size="sm" underline="always">
                  {name}
                </TextLink>{" "}
                <Text component="span" size="xs" c="var(--quiet)">
                  {t.rich("handover.freshSince", {
                    state: states(state),
                    when: () => <When at={at} zone={zone} as="exact" />,
                  })}
                </Text>
              </ListItem>
            ))}
            {stragglers.freshTotal > stragglers.fresh.length && (
              <ListItem>
                {t("handover.freshMore", { count: stragglers.freshTotal - stragglers.fresh.length })}
              </ListItem>
            )}
          </List>
        </>
      )}
      {stragglers.bySite.length > 0 && (
        <Text size="sm" mt="xs">
          {t("bySite", {
            list: [
              ...stragglers.bySite.map(({ site, members: count }) =>
                t("site", { site: site ?? t("noSite"), count }),
              ),
              ...(stragglers.moreSites > 0 ? [t("moreSites", { count: stragglers.moreSites })] : []),
            ].join(", "),
          })}
        </Text>
      )}
    </div>
  );
}

function signed(by: number): string {
  if (by === 0) return "–";
  return by > 0 ? `+${by.toLocaleString("en")}` : `−${(-by).toLocaleString("en")}`;
}
