/** What became of the lines of a file: the picture, what stood out, what was assumed, and the lines of one part. */
import { Alert, Button, Group, List, ListItem, Stack, Text, Title } from "@mantine/core";
import { IconCut, IconDownload } from "@tabler/icons-react";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { bringWords } from "@/lib/intake/came-by";
import type { DoubtfulClient } from "@/lib/intake/import-doubts";
import type { ClientAtLine, ReadLine } from "@/lib/intake/import-lines";
import type { ImportDetail, ImportNoticeRow, ImportRejectRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importHref, type LinePart } from "../../_list/import-href";
import { AssumedList } from "./assumed-list";
import { ClientName } from "./client-name";
import type { PartCounts } from "./line-counts";
import { NoticeTable, ReadTable } from "./line-tables";
import { LinesPicture } from "./lines-picture";
import { ListPager } from "./list-pager";
import { NoticeSummary } from "./notice-summary";
import type { AskedList } from "./open-list";
import { RejectList } from "./reject-list";

const t = words("import");

/** A page of the lines of one part. `rows` null: they are not kept. */
export type PartLines = { total: number } & (
  | { part: "read"; rows: readonly ReadLine[] | null; states: boolean }
  | { part: "rejects"; rows: readonly ImportRejectRow[] }
  | {
      part: "noticed" | "left_out" | "skipped";
      rows: readonly ImportNoticeRow[];
      clients: readonly ClientAtLine[];
    }
);

interface LinesCardProps {
  found: ImportDetail;
  counts: PartCounts;
  lines: PartLines | null;
  /** Clients of the file that may be the same as another one, the first of them. */
  doubtful: { total: number; clients: readonly DoubtfulClient[] };
  /** The first rejected rows, where they are shown though nobody asked for them. */
  firstRejects: readonly ImportRejectRow[];
  asked: AskedList;
  mayUpload: boolean;
}

/** Renders the card; the lines of the part that is open stand right below the picture. */
export function LinesCard(props: LinesCardProps) {
  const { found, counts, lines, doubtful, firstRejects, asked, mayUpload } = props;
  const notices = found.notices ?? [];
  return (
    <Card title={t("lines")}>
      <Stack gap="md">
        {found.cutOff && (
          <Alert color="orange" variant="light" title={t("cutOffTitle")} icon={<IconCut aria-hidden />}>
            {t("cutOff", bringWords(found.cameBy))}
          </Alert>
        )}
        <LinesPicture found={found} counts={counts} open={lines?.part ?? null} />
        {lines && <OpenPart found={found} lines={lines} asked={asked} />}
        {firstRejects.length > 0 && (
          <section>
            <Title order={3} size="h5">
              {t("rejectsFirst")}
            </Title>
            <RejectList rows={firstRejects} cameBy={found.cameBy} />
            {counts.rejects > firstRejects.length && (
              <TextLink href={`${importHref(found, { show: "rejects" })}#list`} size="sm" underline="always">
                {t("rejectsAll", { count: counts.rejects })}
              </TextLink>
            )}
          </section>
        )}
        {notices.length > 0 && (
          <section>
            <Title order={3} size="h5" mb={6}>
              {t("notices")}
            </Title>
            <NoticeSummary found={found} notices={notices} />
          </section>
        )}
        {doubtful.total > 0 && <Doubtful found={found} {...doubtful} />}
        {found.assumed && found.assumed.length > 0 && (
          <section>
            <Title order={3} size="h5" mb={6}>
              {t("assumed")}
            </Title>
            <AssumedList found={found} assumed={found.assumed} mayUpload={mayUpload} />
          </section>
        )}
      </Stack>
    </Card>
  );
}

function Doubtful({ found, total, clients }: { found: ImportDetail } & LinesCardProps["doubtful"]) {
  const rest = total - clients.length;
  return (
    <section>
      <Title order={3} size="h5" mb={6}>
        {t("doubtful")}
      </Title>
      <Text size="sm" mb={4}>
        {t("doubtfulText")}
      </Text>
      <List size="sm">
        {clients.map((client) => (
          <ListItem key={client.clientId}>
            <ClientName applianceId={found.applianceId} {...client} />
          </ListItem>
        ))}
        {rest > 0 && <ListItem>{t("noticesMore", { count: rest })}</ListItem>}
      </List>
    </section>
  );
}

interface OpenPartProps {
  found: ImportDetail;
  lines: PartLines;
  asked: AskedList;
}

function OpenPart({ found, lines, asked }: OpenPartProps) {
  const { part, total } = lines;
  const isFiltered = asked.code !== null && part !== "read" && part !== "rejects";
  return (
    <section id="list" style={{ scrollMarginTop: 72 }}>
      <Group justify="space-between" gap="xs" mb={6}>
        <Title order={3} size="h5">
          {t(`parts.${part}.word`)}
        </Title>
        {part !== "read" && total > 0 && <PartCsv found={found} part={part} />}
      </Group>
      {isFiltered && (
        <Text size="sm" c="var(--quiet)" mb={6}>
          {t("noticeFilter")}{" "}
          <TextLink href={importHref(found, { show: part })} size="sm" underline="always">
            {t("noticeAll")}
          </TextLink>
        </Text>
      )}
      <Rows found={found} lines={lines} />
      <ListPager
        found={found}
        open={
          isFiltered
            ? { show: part, ...(asked.code && { code: asked.code }), column: asked.column }
            : { show: part }
        }
        page={asked.page}
        total={total}
      />
    </section>
  );
}

function Rows({ found, lines }: Omit<OpenPartProps, "asked">) {
  if (lines.part === "read") {
    if (lines.rows === null) return <Quiet>{t("partReadGone")}</Quiet>;
    return (
      <>
        {(found.lines?.noticed ?? 0) > 0 && <Quiet>{t("readNoticed")}</Quiet>}
        <ReadTable found={found} rows={lines.rows} states={lines.states} />
      </>
    );
  }
  if (lines.rows.length === 0)
    return <Quiet>{t(lines.total > 0 ? "partGone" : `partEmpty.${lines.part}`)}</Quiet>;
  if (lines.part === "rejects") return <RejectList rows={lines.rows} cameBy={found.cameBy} />;
  return <NoticeTable found={found} rows={lines.rows} clients={lines.clients} />;
}

function Quiet({ children }: { children: string }) {
  return (
    <Text size="sm" c="var(--quiet)">
      {children}
    </Text>
  );
}

function PartCsv({ found, part }: { found: ImportDetail; part: Exclude<LinePart, "read"> }) {
  const isRejects = part === "rejects";
  return (
    <Button
      component="a"
      href={`/api/v1/imports/${found.id}/${isRejects ? "rejects" : "notices"}.csv`}
      download
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {t(isRejects ? "rejectsCsv" : "noticesCsv")}
    </Button>
  );
}
