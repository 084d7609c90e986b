// A unit of an appliance gets another version: the feed notices, a click records the release and opens its rollout; another is dismissed.
import { expect } from "vitest";
import { upgradeNow } from "@/demo/fleet/releases";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { until } from "../../support/worker-process";
import { barriers } from "../barriers";
import { ago, dayMs, hourMs, localField, makeAppliance, minuteMs, recordRelease } from "../site";
import { api, journey, knock } from "../stage";

const viewer = { name: "Wim Watcher", email: "wim@example.com", password: "thirteen calm harbours" };

interface Proposal {
  version: string;
  status: string;
}

/** A new version is installed, and has been for some minutes. */
function install(standIn: StandIn, version: string): void {
  upgradeNow(standIn.fleet, version, 20);
  standIn.jumpTo(standIn.clock.now() + 25 * minuteMs);
}

async function noticed(applianceId: number, version: string): Promise<void> {
  await until(
    `the proposal of ${version}`,
    async () =>
      (
        await api<{ items: Proposal[] }>("GET", `/api/v1/release-proposals?applianceId=${applianceId}`)
      ).items.some((proposal) => proposal.version === version && proposal.status === "open"),
    30,
  );
}

export function noticeReleases(): void {
  journey("feeds: a version that changes is proposed, recorded by a click, or dismissed", async (stage) => {
    const standIn = await openStandIn({
      clients: 60,
      start: ago(6 * hourMs),
      paused: true,
      releases: [],
    });
    try {
      const before = standIn.fleet.units[standIn.fleet.serving].version;
      const applianceId = await makeAppliance("Noticing house");
      await recordRelease(applianceId, ago(10 * dayMs), before);
      const { clientId, clientSecret } = standIn.credentials;
      const { id: feedId } = await api<{ id: number }>("POST", "/api/v1/feeds", {
        applianceId,
        type: "command_api",
        name: "Health of the pair",
        baseUrl: standIn.url,
        clientId,
        clientSecret,
      });
      await until(
        "the first reading",
        async () => (await api<{ status: string }>("GET", `/api/v1/feeds/${feedId}`)).status === "ok",
        30,
      );
      const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", {
        email: viewer.email,
        role: "viewer",
      });
      await knock("invitation", {
        token: url.split("/").at(-1),
        name: viewer.name,
        password: viewer.password,
      });

      const { page } = await stage.openTabAs();
      await page.goto(`/settings/feeds/${feedId}?applianceId=${applianceId}`);
      await page.getByText("is proposed on the page of").first().waitFor();
      install(standIn, "99.1.1");
      await page.getByRole("button", { name: "Read now" }).click();
      await noticed(applianceId, "99.1.1");

      await page.goto(`/?applianceId=${applianceId}`);
      const need = page.getByRole("listitem").filter({ hasText: `runs 99.1.1 and ran ${before} before` });
      await need.getByText("when exactly, nobody has said").waitFor();
      expect(await barriers(page)).toEqual([]);
      await need.getByRole("link", { name: "See it" }).click();
      const notice = page.getByRole("region", { name: "99.1.1 seems to be installed" });
      await notice.getByText("Installed at some time after").waitFor();
      await notice.getByRole("link", { name: "Health of the pair" }).waitFor();
      expect(await barriers(page)).toEqual([]);

      const guest = await stage.openTabAs(viewer);
      await guest.page.goto(`/releases?applianceId=${applianceId}`);
      const seen = guest.page.getByRole("region", { name: "99.1.1 seems to be installed" });
      await seen.getByText("until a lead or an admin has recorded it").waitFor();
      expect(await seen.getByRole("button").count()).toBe(0);

      await notice.getByRole("button", { name: "Record it…" }).click();
      const record = page.getByRole("dialog", { name: "Record 99.1.1 on Noticing house" });
      const time = record.getByLabel("Installation completed");
      await record.getByText("A guess: the first reading that showed the new version.").waitFor();
      const guess = await time.inputValue();
      await time.fill(localField(ago(hourMs), "UTC"));
      await record.getByText(`the unit still ran ${before}`).waitFor();
      expect(await barriers(page)).toEqual([]);
      await time.fill(guess);
      await record.getByText(`the unit still ran ${before}`).waitFor({ state: "hidden" });
      await record.getByRole("button", { name: "Record the release" }).click();
      const row = page.getByRole("row").filter({ hasText: "Site software 99.1.1" });
      await row.getByText("Noticed by").waitFor();
      await notice.waitFor({ state: "hidden" });
      await row.getByRole("link", { name: /checked in/ }).click();
      await page.getByRole("heading", { level: 1, name: /Site software 99.1.1/ }).waitFor();

      install(standIn, "99.1.2");
      await api("POST", `/api/v1/feeds/${feedId}/run`);
      await noticed(applianceId, "99.1.2");
      await page.goto(`/releases?applianceId=${applianceId}`);
      const other = page.getByRole("region", { name: "99.1.2 seems to be installed" });
      await other.getByRole("button", { name: "Dismiss…" }).click();
      const dismiss = page.getByRole("dialog", { name: "Dismiss 99.1.2?" });
      await dismiss.getByText("record the release by hand").waitFor();
      await dismiss.getByRole("button", { name: "Dismiss it" }).click();
      await other.waitFor({ state: "hidden" });
      expect(await page.getByRole("row").filter({ hasText: "99.1.2" }).count()).toBe(0);
      await page.getByText("One notice was dismissed").click();
      expect(await barriers(page)).toEqual([]);
      await page.getByRole("button", { name: "Open it again: 99.1.2" }).click();
      await other.getByRole("button", { name: "Record it…" }).waitFor();
      await page.getByText("One notice was dismissed").waitFor({ state: "hidden" });
    } finally {
      await standIn.close();
    }
  });
}
