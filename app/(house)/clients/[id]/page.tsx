/** A client: what is known of it, why it is in its state, what has happened, and what a person can do. */
import { Alert, Grid, GridCol, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "@/app/_components/page-header";
import { idParam } from "@/app/_components/search-params";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { wordStands } from "@/lib/core/attestation";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { type ClientDetail, clientDetail } from "@/lib/rollout/clients/client-detail";
import type { ClientMembership } from "@/lib/rollout/members/client-history";
import { itemHistory } from "@/lib/work/item-history";
import { mayRetry } from "@/lib/work/may-retry";
import { ClientDeeds } from "./_client/client-deeds.client";
import { FactsCard } from "./_client/facts-card";
import { HistoryCard } from "./_client/history-card";
import { IdentityCard } from "./_client/identity-card";
import { MergedNotice } from "./_client/merged-notice";
import { RetryButton } from "./_client/retry-button.client";
import { SetCard } from "./_client/set-card";
import { SightingsCard } from "./_client/sightings-card";
import { WhyCard } from "./_client/why-card";

const t = words("client");
const kinds = words("kinds");

interface ClientPageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: ClientPageProps): Promise<Metadata> {
  return { title: (await load(params)).client.name };
}

export default async function ClientPage({ params }: ClientPageProps) {
  const { ctx, client } = await load(params);
  const member = client.memberships.find(({ rolloutId }) => rolloutId === client.rolloutId) ?? null;
  const host = client.fqdn ?? client.hostname;
  const merged = client.mergedIntoId !== null;
  const mayMerge = may(ctx.actor, "client.merge", client.applianceId);
  return (
    <>
      <PageHeader
        title={client.name}
        parent={{ href: "/clients", title: words("clients")("title") }}
        description={[
          kinds(client.kind),
          host === client.name ? null : host,
          client.group,
          client.applianceName,
        ]
          .filter(Boolean)
          .join(" · ")}
        actions={
          <>
            <ClientDeeds client={{ id: client.id, name: client.name }} {...deedsOf(ctx, client, member)} />
            {(await mayRetry(ctx, client)) && (
              <RetryButton client={{ id: client.id, applianceId: client.applianceId }} />
            )}
          </>
        }
      />
      <MergedNotice client={client} mayMerge={mayMerge} />
      {!client.stands && !merged && (
        <Alert color="gray" mb="md">
          {t("nothingStands")}
        </Alert>
      )}
      <Grid gap="md">
        <GridCol span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            {(member !== null || !merged) && <WhyCard client={client} member={member} />}
            <FactsCard client={client} />
            <SightingsCard client={client} />
          </Stack>
        </GridCol>
        <GridCol span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            <IdentityCard client={client} mayMerge={mayMerge} />
            <SetCard
              client={client}
              mayChange={!merged && may(ctx.actor, "client.change", client.applianceId)}
            />
            <HistoryCard client={client} work={(await itemHistory(ctx, client.id)).events} />
          </Stack>
        </GridCol>
      </Grid>
    </>
  );
}

async function load(params: ClientPageProps["params"]): Promise<{ ctx: Ctx; client: ClientDetail }> {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  if (id === null) notFound();
  return { ctx, client: await clientOf(ctx, id) };
}

/** Title and page of one request share one reading. */
const clientOf = cache((ctx: Ctx, id: number): Promise<ClientDetail> => orNotFound(clientDetail(ctx, id)));

/** Which deeds make sense now for this person. */
function deedsOf(ctx: Ctx, client: ClientDetail, member: ClientMembership | null) {
  const going =
    member !== null && client.mergedIntoId === null && ["opening", "open", "held"].includes(member.status);
  const mayAttest = going && may(ctx.actor, "client.attest", client.applianceId);
  const attested = client.attestations.find(
    ({ rolloutId, removedAt }) => rolloutId === client.rolloutId && removedAt === null,
  );
  const counts = attested !== undefined && wordStands(attested.madeAt, client.state, ctx.now);
  const excluded = client.exclusions.some(({ removedAt }) => removedAt === null);
  const excludes = may(ctx.actor, "client.exclude", client.applianceId);
  const settled = client.state === "checked_in" || client.state === "excluded";
  return {
    attest: mayAttest && !settled && !counts ? { rolloutId: member.rolloutId } : null,
    removeAttestation: mayAttest && attested ? { rolloutId: member.rolloutId } : null,
    mayExclude: excludes && !excluded && client.firstEvidenceAt !== null,
    mayRemoveExclusion: excludes && excluded && client.mergedIntoId === null,
  };
}
