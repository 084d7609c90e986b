/** What was sent on a channel: each message, what became of it, and every try with its answer. */
import { List, ListItem, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { Pager } from "@/app/_components/pager";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import type { Attempt, DeliveryDetail } from "@/lib/alerts/deliveries/queries";
import type { DeliveryStatus } from "@/lib/alerts/deliveries/store";
import { words } from "@/lib/platform/words";

const t = words("channels");

const tones: Record<DeliveryStatus, Tone> = {
  pending: "attention",
  sending: "busy",
  sent: "good",
  dead: "bad",
  cancelled: "quiet",
};

interface DeliveryListProps {
  deliveries: readonly DeliveryDetail[];
  total: number;
  newest: string | null;
  older: string | null;
}

export function DeliveryList({ deliveries, total, newest, older }: DeliveryListProps) {
  return (
    <Card
      title={t("deliveries.title")}
      aside={
        <Text size="sm" c="var(--quiet)">
          {t("deliveries.of", { total })}
        </Text>
      }
    >
      {deliveries.length === 0 ? (
        <EmptyState order={3} title={t("deliveries.none")} icon={<IconSend size={30} stroke={1.4} />}>
          {t("deliveries.noneText")}
        </EmptyState>
      ) : (
        <CardTable
          heads={[
            t("deliveries.columns.at"),
            t("deliveries.columns.what"),
            t("deliveries.columns.status"),
            t("deliveries.columns.tries"),
          ]}
        >
          {deliveries.map((delivery) => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
        </CardTable>
      )}
      <Pager
        label={t("deliveries.page")}
        previous={{ label: t("deliveries.newest"), href: newest }}
        next={{ label: t("deliveries.older"), href: older }}
      />
    </Card>
  );
}

function Row({ delivery }: { delivery: DeliveryDetail }) {
  const { createdAt, message, incidentId, status, problem, nextAt, tries } = delivery;
  return (
    <TableTr style={{ verticalAlign: "top" }}>
      <TableTh scope="row" fw={400}>
        <When at={createdAt} as="exact" />
      </TableTh>
      <TableTd data-label={t("deliveries.columns.what")}>
        {t(`deliveries.kinds.${message}`)}
        {incidentId !== null && (
          <Text size="xs" c="var(--quiet)">
            {t("deliveries.incident", { id: incidentId })}
          </Text>
        )}
      </TableTd>
      <TableTd data-label={t("deliveries.columns.status")} maw="20rem">
        <ToneBadge tone={tones[status]}>{t(`deliveries.statuses.${status}`)}</ToneBadge>
        {problem !== null && (
          <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
            {problem}
          </Text>
        )}
        {status === "pending" && (
          <Text component="div" size="xs" c="var(--quiet)">
            {t.rich("deliveries.next", { when: () => <When at={nextAt} /> })}
          </Text>
        )}
      </TableTd>
      <TableTd data-label={t("deliveries.columns.tries")} maw="28rem">
        <List size="sm" spacing={2} listStyleType="none">
          {tries.map((attempt) => (
            <ListItem key={attempt.number} style={{ overflowWrap: "anywhere" }}>
              {t.rich("deliveries.try", {
                number: attempt.number,
                when: () => <When at={attempt.at} as="exact" />,
                answer: answerOf(attempt),
              })}
            </ListItem>
          ))}
        </List>
      </TableTd>
    </TableTr>
  );
}

function answerOf({ outcome, answer, endedAt }: Attempt): string {
  if (outcome !== null) return answer ?? "";
  return [t(endedAt === null ? "deliveries.underWay" : "deliveries.unknown"), answer ?? ""]
    .filter((part) => part !== "")
    .join(". ");
}
