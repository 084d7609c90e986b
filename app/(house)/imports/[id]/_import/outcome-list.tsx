/** Who came into a state by an import, or would come: before, now, and why. */
import { TableTd, TableTr, Text, Title } from "@mantine/core";
import { CardTable } from "@/app/_components/card-table";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import { StateBadge } from "@/app/_components/state-badge";
import type { MemberState } from "@/lib/core/member";
import type { ImportDetail } from "@/lib/intake/queries";
import type { OutcomeRow } from "@/lib/intake/record-outcome";
import { words } from "@/lib/platform/words";
import { ClientName } from "./client-name";
import { ListPager } from "./list-pager";

const t = words("import");
const states = words("states");
const reasons = words("reasonTitles");

/** So many clients of each state are kept by name. */
const namedAtMost = 1_000;

interface OutcomeListProps {
  found: ImportDetail;
  rolloutId: number | null;
  state: MemberState;
  rows: readonly OutcomeRow[];
  known: ReadonlySet<number>;
  /** From 1. */
  page: number;
}

/** Renders a page of them; beyond those that are kept it says so. */
export function OutcomeList({ found, rolloutId, state, rows, known, page }: OutcomeListProps) {
  const isDone = found.status === "done";
  const entered = found.outcome?.counts[state]?.entered ?? 0;
  return (
    <section id="came" style={{ scrollMarginTop: 72 }}>
      <Title order={3} size="h5">
        {t(isDone ? "cameTitle" : "wouldComeTitle", { state: states(state) })}
      </Title>
      <Text size="sm" c="var(--quiet)">
        {t(`stateHints.${state}`)}
      </Text>
      {rows.length === 0 ? (
        <Text size="sm" c="var(--quiet)">
          {t(entered === 0 ? "cameEmpty" : "partGone")}
        </Text>
      ) : (
        <CardTable heads={[t("client"), t("wasBefore"), t(isDone ? "isNow" : "wouldBe"), t("because")]}>
          {rows.map((row) => (
            <TableTr key={row.clientId} style={{ verticalAlign: "top" }}>
              <TableTd>
                <ClientName
                  applianceId={found.applianceId}
                  clientId={row.clientId}
                  name={row.name}
                  known={known.has(row.clientId)}
                />
              </TableTd>
              <TableTd data-label={t("wasBefore")}>
                {row.fromState === null ? t("newMember") : states(row.fromState)}
              </TableTd>
              <TableTd>
                <StateBadge state={row.toState} />
              </TableTd>
              <TableTd data-label={t("because")}>
                {row.reasonCode === null ? "–" : reasons(row.reasonCode)}
              </TableTd>
            </TableTr>
          ))}
        </CardTable>
      )}
      <ListPager
        found={found}
        open={{ show: "outcome", state }}
        anchor="came"
        page={page}
        total={Math.min(entered, namedAtMost)}
      />
      {entered > namedAtMost && rolloutId !== null && (
        <Text size="sm" c="var(--quiet)" mt="xs">
          {t.rich("cameFirst", {
            limit: namedAtMost,
            state: states(state).toLowerCase(),
            link: (linked) => (
              <TextLink
                href={`${clientsHref({ rolloutId, state })}&applianceId=${found.applianceId}`}
                size="sm"
                underline="always"
              >
                {linked}
              </TextLink>
            ),
          })}
        </Text>
      )}
    </section>
  );
}
