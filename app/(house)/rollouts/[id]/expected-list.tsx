/** Who is expected by when: the members that are still waiting, by their due time. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import { StateIcon } from "@/app/_components/state-badge";
import { words } from "@/lib/platform/words";
import type { RolloutPage } from "@/lib/rollout/queries";
import classes from "./rollout.module.css";

const t = words("rollout");

/** Renders the list; members past due that nothing speaks about come first, with the remedy. */
export function ExpectedList({ page }: { page: RolloutPage }) {
  const { rollout, expected, counts } = page;
  const rows = [
    { key: "unknown", count: expected.unknown, hint: t("expected.unknownHint") },
    { key: "unread", count: expected.unread, hint: t("expected.unreadHint") },
    { key: "within24Hours", count: expected.within24Hours, hint: null },
    { key: "within7Days", count: expected.within7Days, hint: null },
    { key: "later", count: expected.later, hint: null },
    { key: "withoutDeadline", count: expected.withoutDeadline, hint: t("expected.withoutDeadlineHint") },
  ] as const;
  return (
    <Card title={t("expected.title")}>
      {counts.waiting === 0 ? (
        <Text size="sm" c="var(--quiet)">
          {t("expected.nobody")}
        </Text>
      ) : (
        <Stack gap="sm">
          <dl className={classes.rows}>
            {rows
              .filter(({ count }) => count > 0)
              .map(({ key, count, hint }) => (
                <div key={key} className={classes.row}>
                  <dt>
                    <Text size="sm">{t(`expected.${key}`)}</Text>
                    {hint && (
                      <Text size="xs" c="var(--quiet)">
                        {hint}
                      </Text>
                    )}
                  </dt>
                  <dd>{count.toLocaleString("en")}</dd>
                </div>
              ))}
          </dl>
          {expected.unknown + expected.unread > 0 && (
            <TextLink href={`/imports?applianceId=${rollout.applianceId}`} size="sm" lh="24px">
              {t("importExport")}
            </TextLink>
          )}
          <TextLink
            href={clientsHref({ rolloutId: rollout.id, state: "waiting", sort: "dueAt" })}
            size="sm"
            lh="24px"
          >
            <span className={classes.iconLine}>
              <StateIcon state="waiting" /> {t("expected.all", { count: counts.waiting })}
            </span>
          </TextLink>
        </Stack>
      )}
    </Card>
  );
}
