/** An import: how far it is, what it asks, what it changed and what it could not use. */
import { Alert, Grid, GridCol, Stack, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { Card } from "@/app/_components/card";
import { LinkButton } from "@/app/_components/link.client";
import { PageHeader } from "@/app/_components/page-header";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { When } from "@/app/_components/when.client";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { explainProblem } from "@/lib/intake/explain-import";
import { type ImportDetail, importChanges, importDetail, importRejects } from "@/lib/intake/queries";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { ImportStatusBadge, isRunning } from "../_list/import-status";
import { AboutCard } from "./_import/about-card";
import { ConfirmQuestion } from "./_import/confirm-question";
import {
  DifferenceCard,
  type DifferenceTab,
  differencePageSize,
  type TabContent,
  tabOf,
} from "./_import/difference-card";
import { LiveProgress } from "./_import/live-progress.client";
import { MappingQuestion } from "./_import/mapping-question";
import { OrderQuestion } from "./_import/order-question";
import { StopImport } from "./_import/stop-import.client";

const t = words("import");

interface ImportPageProps {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: ImportPageProps): Promise<Metadata> {
  return { title: (await load(params)).found.fileName };
}

export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const { ctx, found } = await load(params);
  const address = await searchParams;
  const running = isRunning(found);
  const hasDifference = found.diff !== null || found.rowsRejected > 0;
  const page = idParam(address.page) ?? 1;
  const content =
    hasDifference && !running ? await contentOf(ctx, found, tabOf(found, address.show), page) : null;
  return (
    <>
      <PageHeader
        title={found.fileName}
        parent={{ href: "/imports", title: words("imports")("title") }}
        description={
          <>
            <ImportStatusBadge row={found} /> {found.applianceName} ·{" "}
            {t("uploaded", { by: found.uploadedBy })} <When at={found.createdAt} zone={found.timeZone} />
          </>
        }
        actions={<StopButton ctx={ctx} found={found} />}
      />
      <Stack gap="md">
        {running && (
          <Card title={t("progress")}>
            <LiveProgress
              importId={found.id}
              initial={{
                status: found.status,
                takingBack: found.wantedTakenBackBy !== null,
                progress: found.progress,
                rows: { accepted: found.rowsAccepted, rejected: found.rowsRejected },
              }}
            />
          </Card>
        )}
        <Outcome found={found} />
        <Question ctx={ctx} found={found} />
        <Grid gap="md">
          {content && (
            <GridCol span={{ base: 12, lg: 8 }} order={{ base: 2, lg: 1 }}>
              <DifferenceCard found={found} content={content} page={page} />
            </GridCol>
          )}
          <GridCol span={{ base: 12, lg: content ? 4 : 12 }} order={{ base: 1, lg: 2 }}>
            <AboutCard found={found} />
          </GridCol>
        </Grid>
      </Stack>
    </>
  );
}

async function load(params: ImportPageProps["params"]): Promise<{ ctx: Ctx; found: ImportDetail }> {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  if (id === null) notFound();
  return { ctx, found: await importOf(ctx, id) };
}

/** Title and page of one request share one reading. */
const importOf = cache((ctx: Ctx, id: number): Promise<ImportDetail> => orNotFound(importDetail(ctx, id)));

async function contentOf(
  ctx: Ctx,
  found: ImportDetail,
  tab: DifferenceTab,
  page: number,
): Promise<TabContent> {
  const place = { limit: differencePageSize, skip: (page - 1) * differencePageSize };
  if (tab === "rejects") return { tab, rows: await importRejects(ctx, found, place) };
  return { tab, rows: await importChanges(ctx, found, tab, place) };
}

/** What became of it, where that needs words. */
function Outcome({ found }: { found: ImportDetail }) {
  if (found.status === "failed") {
    return (
      <Alert
        color="red"
        variant="light"
        title={t("failedTitle")}
        icon={<IconAlertCircle aria-hidden />}
        role="alert"
      >
        <Stack gap="sm" align="flex-start">
          {found.problem && explainProblem(found.problem)}
          <LinkButton href={`/imports?applianceId=${found.applianceId}`} size="compact-sm" variant="default">
            {t("tryAgain")}
          </LinkButton>
        </Stack>
      </Alert>
    );
  }
  if (found.status === "cancelled") return <Text size="sm">{t("cancelledText")}</Text>;
  if (found.status === "taken_back") return <Text size="sm">{t("takenBackText")}</Text>;
  return null;
}

/** What it waits to be told; somebody who may not answer is told who may. */
function Question({ ctx, found }: { ctx: Ctx; found: ImportDetail }) {
  const { question } = found;
  if (question === null || (found.status !== "needs_mapping" && found.status !== "needs_confirmation"))
    return null;
  if (!may(ctx.actor, "import.answer", found.applianceId))
    return <Alert color="orange">{t("waitsFor")}</Alert>;
  if (question.kind === "mapping") return <MappingQuestion found={found} question={question} />;
  if (question.kind === "date_order") return <OrderQuestion found={found} question={question} />;
  return <ConfirmQuestion found={found} question={question} />;
}

const overStatuses: readonly string[] = ["failed", "cancelled", "taken_back"];

function StopButton({ ctx, found }: { ctx: Ctx; found: ImportDetail }) {
  const over = overStatuses.includes(found.status) || found.wantedTakenBackBy !== null;
  if (over || !may(ctx.actor, "import.takeBack", found.applianceId)) return null;
  return (
    <StopImport
      importId={found.id}
      deed={found.status === "done" ? "takeBack" : "cancel"}
      rows={found.rowsAccepted}
    />
  );
}
