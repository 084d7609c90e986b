/** The ledger: every slot of the rollout that is over, how it ended and why. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { Pager } from "@/app/_components/pager";
import { writeCursor } from "@/app/_web/pagination";
import { words } from "@/lib/platform/words";
import type { ControlHead } from "@/lib/rollout/cap/control-queries";
import type { EndedSlotRow, LedgerPosition } from "@/lib/rollout/cap/slot-queries";
import { LedgerTable } from "./ledger-table.client";

const t = words("slots");

interface LedgerProps {
  ledger: { items: EndedSlotRow[]; next: LedgerPosition | null; total: number };
  head: ControlHead;
  /** Whether this is the first page. */
  first: boolean;
  address: Record<string, string | string[] | undefined>;
}

export function Ledger({ ledger, head, first, address }: LedgerProps) {
  const hrefOf = (cursor: string | null) => {
    const query = new URLSearchParams();
    if (typeof address.span === "string") query.set("span", address.span);
    if (cursor !== null) query.set("cursor", cursor);
    return `/rollouts/${head.id}/slots?${query}#history`;
  };
  return (
    <div id="history">
      <Card title={t("history.title", { count: ledger.total })}>
        {ledger.items.length === 0 ? (
          <Text size="sm" c="var(--quiet)">
            {t("history.none")}
          </Text>
        ) : (
          <Stack gap="sm">
            <LedgerTable slots={ledger.items} zone={head.timeZone} />
            <Pager
              label={t("history.pages")}
              previous={{ label: t("history.newest"), href: first ? null : hrefOf(null) }}
              next={{
                label: t("history.older"),
                href: ledger.next && hrefOf(writeCursor(ledger.next)),
              }}
            />
          </Stack>
        )}
      </Card>
    </div>
  );
}
