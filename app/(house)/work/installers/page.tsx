/** Installer packages: which are valid until when, and which a release has made invalid. */
import { Stack } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import type { Metadata } from "next";
import { EmptyState } from "@/app/_components/empty-state";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { listPackages } from "@/lib/work/packages/package-queries";
import { WorkTabs } from "../_work/work-tabs";
import { AddInstaller } from "./add-installer.client";
import { InstallerTable } from "./installer-table.client";

const t = words("installers");
export const metadata: Metadata = { title: t("title") };

export default async function InstallersPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor))
    return (
      <>
        <PageHeader title={t("title")} />
        <NothingToSee />
      </>
    );
  const asked = idParam((await searchParams).applianceId);
  const appliances = (await listAppliances(ctx)).filter(({ id }) => asked === null || id === asked);
  const packages = await listPackages(ctx, asked);
  const managed = appliances
    .filter(({ id }) => may(ctx.actor, "package.manage", id))
    .map(({ id, name, timeZone }) => ({ id, name, timeZone }));
  const again = packages.filter(({ toMakeAgain }) => toMakeAgain).length;
  const add = managed.length > 0 && <AddInstaller appliances={managed} now={ctx.now} />;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={packages.length > 0 && t("description", { again })}
        actions={packages.length > 0 && add}
      />
      <Stack gap="md">
        <WorkTabs isBoard={null} />
        {packages.length === 0 ? (
          <EmptyState title={t("emptyTitle")} icon={<IconPackage size={40} stroke={1.4} />} action={add}>
            {t("empty")}
          </EmptyState>
        ) : (
          <InstallerTable
            items={packages.map(({ createdAt: _at, ...each }) => ({
              ...each,
              mayManage: managed.some(({ id }) => id === each.applianceId),
            }))}
            several={appliances.length > 1}
          />
        )}
      </Stack>
    </>
  );
}
