/** An import: what it asks, what it did to states, what became of its lines, and what it changed. */
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
import { importChanges } from "@/lib/intake/import-changes";
import { doubtfulClients } from "@/lib/intake/import-doubts";
import { judgingRollout, knownClients } from "@/lib/intake/import-page-queries";
import {
  type ImportDetail,
  importDetail,
  importOutcome,
  importRejects,
  isRunning,
} from "@/lib/intake/queries";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { BroughtBy } from "../_list/brought-by";
import { importsHref } from "../_list/import-href";
import { ImportStatusBadge } from "../_list/import-status";
import { AboutCard } from "./_import/about-card";
import { confirmAnswers } from "./_import/confirm-answers";
import { DifferenceCard, tabOf } from "./_import/difference-card";
import { KeepAppliance } from "./_import/keep-appliance.client";
import { type PartCounts, partCounts } from "./_import/line-counts";
import { LinesCard } from "./_import/lines-card";
import { LiveProgress } from "./_import/live-progress.client";
import { localParams } from "./_import/local-params";
import { type AskedList, askedList, placeOf } from "./_import/open-list";
import { OutcomeCard } from "./_import/outcome-card";
import { OutcomeList } from "./_import/outcome-list";
import { partLines } from "./_import/part-lines";
import { StopImport } from "./_import/stop-import.client";
import { doubtsOf, isWaiting, WaitingQuestion } from "./_import/waiting-question";

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
  const asked = askedList(await searchParams);
  const hasStory = !isRunning(found) && (isTold(found) || partCounts(found) !== null);
  return (
    <>
      <KeepAppliance applianceId={found.applianceId} />
      <PageHeader
        title={found.fileName}
        parent={{ href: importsHref(found), title: words("imports")("title") }}
        description={
          <>
            <ImportStatusBadge row={found} /> {found.applianceName} ·{" "}
            {t(found.feedId === null ? "uploaded" : "brought")} <BroughtBy row={found} />{" "}
            <When at={found.createdAt} zone={found.timeZone} />
          </>
        }
        actions={<StopButton ctx={ctx} found={found} />}
      />
      <Stack gap="md">
        {isRunning(found) && <Running found={found} />}
        <Ended found={found} />
        <WaitingQuestion ctx={ctx} found={found} doubts={await doubtsOf(ctx, found)} />
        <Grid gap="md">
          {hasStory && (
            <GridCol span={{ base: 12, lg: 8 }}>
              <Stack gap="md">
                <Outcome ctx={ctx} found={found} asked={asked} />
                <Lines ctx={ctx} found={found} asked={asked} />
                <Difference ctx={ctx} found={found} asked={asked} />
              </Stack>
            </GridCol>
          )}
          <GridCol span={{ base: 12, lg: hasStory ? 4 : 12 }}>
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

function Running({ found }: { found: ImportDetail }) {
  return (
    <Card title={t("progress")}>
      <LiveProgress
        importId={found.id}
        initial={{
          status: found.status,
          takingBack: found.wantedTakenBackBy !== null,
          waitsFor: found.waitsFor,
          progress: found.progress,
          rows: { accepted: found.rowsAccepted, rejected: found.rowsRejected },
        }}
      />
    </Card>
  );
}

/** That nothing of it stands, and why. */
function Ended({ found }: { found: ImportDetail }) {
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
          {found.problem && explainProblem(localParams(found.problem, found.timeZone), found.cameBy)}
          <Onward found={found} />
        </Stack>
      </Alert>
    );
  }
  if (found.status === "cancelled" || found.status === "taken_back") {
    return (
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t(found.status === "cancelled" ? "cancelledText" : "takenBackText")}</Text>
        <Onward found={found} />
      </Stack>
    );
  }
  return null;
}

/** Where the next file comes from: an upload, or the feed; nowhere once that was removed. */
function Onward({ found: { applianceId, feedId, feedRemoved } }: { found: ImportDetail }) {
  if (feedRemoved) return null;
  const isUpload = feedId === null;
  const href = isUpload
    ? importsHref({ applianceId })
    : `/settings/feeds/${feedId}?applianceId=${applianceId}`;
  return (
    <LinkButton href={href} size="compact-sm" variant="default">
      {t(isUpload ? "tryAgain" : "toFeed")}
    </LinkButton>
  );
}

interface PartProps {
  ctx: Ctx;
  found: ImportDetail;
  asked: AskedList;
}

/** True once it is known what the file says, as long as that stands or may come to stand. */
function isTold(found: ImportDetail): boolean {
  return !isRunning(found) && (found.status === "done" || found.status === "needs_confirmation");
}

async function Outcome({ ctx, found, asked }: PartProps) {
  if (!isTold(found)) return null;
  const { applianceId, outcome } = found;
  const { state } = asked;
  const [rollout, rows] = await Promise.all([
    judgingRollout(ctx, applianceId, outcome?.rolloutId ?? null),
    state === null || outcome === null ? [] : importOutcome(ctx, found, state, placeOf(asked.page)),
  ]);
  const known = await knownClients(
    ctx,
    rows.map(({ clientId }) => clientId),
  );
  return (
    <OutcomeCard
      found={found}
      rollout={rollout}
      mayRecord={may(ctx.actor, "release.record", applianceId)}
      mayBePart={mayBePart(found)}
      open={state}
    >
      {state !== null && (
        <OutcomeList
          found={found}
          rolloutId={rollout?.id ?? null}
          state={state}
          rows={rows}
          known={known}
          page={asked.page}
        />
      )}
    </OutcomeCard>
  );
}

/** A confirmation offers "it is only a part", and then the numbers would be others. */
function mayBePart({ question, complete }: ImportDetail): boolean {
  if (question?.kind !== "confirmation") return false;
  return confirmAnswers(question.reasons, complete).answers.includes("part");
}

async function Lines({ ctx, found, asked }: PartProps) {
  const counts = isRunning(found) ? null : partCounts(found);
  if (counts === null) return null;
  const rolloutId = found.outcome?.rolloutId ?? null;
  const [lines, doubtful, firstRejects] = await Promise.all([
    partLines(ctx, found, asked, counts, rolloutId),
    doubtfulClients(ctx, found, 6),
    showsRejects(found, counts) ? importRejects(ctx, found, { limit: 3, skip: 0 }) : [],
  ]);
  return (
    <LinesCard
      found={found}
      counts={counts}
      lines={lines}
      doubtful={doubtful}
      firstRejects={lines?.part === "rejects" ? [] : firstRejects}
      asked={asked}
      mayUpload={may(ctx.actor, "import.upload", found.applianceId)}
    />
  );
}

/** Rows that were refused are shown unasked, unless the question above does it. */
function showsRejects({ status }: ImportDetail, { rejects }: PartCounts): boolean {
  return rejects > 0 && status === "done";
}

async function Difference({ ctx, found, asked }: PartProps) {
  const { diff } = found;
  if (diff === null || isRunning(found)) return null;
  // One list is open at a time: this one where no other is asked for.
  const isOpen = asked.part === null && asked.state === null;
  const tab = isOpen ? tabOf(diff, asked.change) : null;
  const rows = tab === null ? [] : await importChanges(ctx, found, tab, placeOf(asked.page));
  return <DifferenceCard found={found} diff={diff} tab={tab} rows={rows} page={asked.page} />;
}

const overStatuses: readonly string[] = ["failed", "cancelled", "taken_back"];

/** A question has discarding among its answers; here it would stand twice. */
function StopButton({ ctx, found }: { ctx: Ctx; found: ImportDetail }) {
  const over = overStatuses.includes(found.status) || found.wantedTakenBackBy !== null;
  const isAsked = isWaiting(found) && may(ctx.actor, "import.answer", found.applianceId);
  if (over || isAsked || !may(ctx.actor, "import.takeBack", found.applianceId)) return null;
  return (
    <StopImport
      importId={found.id}
      deed={found.status === "done" ? "takeBack" : "cancel"}
      rows={found.rowsAccepted}
    />
  );
}
