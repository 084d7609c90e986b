// Feeds: one that a script sends to, seen moving, paused and resumed; one whose address is told once; what a viewer may not.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { barriers } from "../barriers";
import { ago, clientNamed, hourMs, makeSite } from "../site";
import { api, journey, knock, stageUrl } from "../stage";

const viewer = { name: "Vera Viewer", email: "vera@example.com", password: "eleven slow tramways" };

/** From the list to the form of a kind, as somebody clicks there. */
async function chooseKind(page: Page, kind: string): Promise<void> {
  await page.getByRole("link", { name: "Add a feed" }).click();
  await page.getByRole("heading", { name: "Which kind of feed?" }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole("link", { name: kind, exact: true }).click();
  await page.getByRole("button", { name: "Add the feed" }).waitFor();
  expect(await barriers(page)).toEqual([]);
}

/** Sends events as a script does; gives the status. */
async function sendTo(address: string, key: string, events: readonly object[]): Promise<number> {
  const response = await fetch(address, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body: events.map((event) => JSON.stringify(event)).join("\n"),
  });
  await response.text();
  return response.status;
}

const seen = (hostname: string, minutes: number) => ({
  kind: "jump_client",
  hostname,
  seenAt: new Date(ago(minutes * 60_000)).toISOString(),
});

export function tendFeeds(): void {
  journey(
    "feeds: added in the browser, sent to by the command that is shown, seen moving, paused and resumed",
    async (stage) => {
      const site = await makeSite("Feed house", ago(30 * hourMs), [
        { name: "Porch", seenAt: ago(50 * hourMs) },
        { name: "Cellar", seenAt: ago(50 * hourMs) },
      ]);
      const { key } = await api<{ key: string }>("POST", "/api/v1/api-keys", {
        name: "night script of the feed house",
        role: "agent",
        applianceId: site.id,
      });
      const { page, expectRefusal } = await stage.openTabAs();
      await page.goto(`/settings/feeds?applianceId=${site.id}`);
      await page.getByRole("heading", { name: /feed/i, level: 3 }).waitFor();
      await page.getByText("Until there is one, Rollcall knows what you upload.").first().waitFor();
      await chooseKind(page, "Events");
      await page.getByRole("textbox", { name: "Name" }).fill("Night script");
      await page.getByRole("button", { name: "Add the feed" }).click();
      await page.getByRole("heading", { level: 2, name: "Night script" }).waitFor();

      const command = (await page.getByLabel("Command").textContent()) ?? "";
      const address = /http\S+\/events/.exec(command)?.[0] ?? "";
      expect(address.replace(/\d+\/events$/, "")).toBe(`${stageUrl()}/api/v1/feeds/`);
      await page.getByText("Nothing came yet.").first().waitFor();
      expect(await barriers(page)).toEqual([]);
      expect(await sendTo(address, key, [seen("porch", 5), seen("cellar", 4)])).toBe(200);
      const counts = page.getByRole("region", { name: "What became of what came" });
      await counts.getByRole("listitem").filter({ hasText: "2observations of clients came." }).waitFor();
      await page.getByText("OK", { exact: true }).first().waitFor();
      expect((await clientNamed(site.id, "Porch")).state).toBe("checked_in");

      await page.getByRole("button", { name: "Test" }).click();
      await page.getByRole("status").getByText("It works").waitFor();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByText("Paused", { exact: true }).first().waitFor();
      expect(await sendTo(address, key, [seen("porch", 3)])).toBe(409);
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByText("OK", { exact: true }).first().waitFor();
      expect(await sendTo(address, key, [seen("porch", 2)])).toBe(200);
      await counts.getByRole("listitem").filter({ hasText: "3observations of clients came." }).waitFor();
      expect(await barriers(page)).toEqual([]);

      await page.getByRole("button", { name: "Edit" }).click();
      const edit = page.getByRole("dialog", { name: "Edit Night script" });
      await edit.getByRole("textbox", { name: "Name" }).fill("Morning script");
      expect(await barriers(page)).toEqual([]);
      await edit.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { level: 2, name: "Morning script" }).waitFor();

      await page.goto(`/settings/feeds?applianceId=${site.id}`);
      await chooseKind(page, "Watched folder");
      await page.getByRole("textbox", { name: "Folder" }).fill("exports");
      expectRefusal(422, /^\/api\/v1\/feeds$/);
      await page.getByRole("button", { name: "Add the feed" }).click();
      await page.getByText("No folder may be watched: set ROLLCALL_FEED_FOLDER").first().waitFor();
      expect(await barriers(page)).toEqual([]);
    },
  );

  journey(
    "feeds: the address of outbound events is told once; a viewer looks and does nothing",
    async (stage) => {
      const site = await makeSite("Outbound house", ago(30 * hourMs), [
        { name: "Gate", seenAt: ago(50 * hourMs) },
      ]);
      const { page } = await stage.openTabAs();
      await page.goto(`/settings/feeds?applianceId=${site.id}`);
      await chooseKind(page, "Outbound events");
      await page.getByRole("button", { name: "Add the feed" }).click();
      const address = await page.getByLabel("Address to post to").inputValue();
      expect(address).toMatch(/\/outbound-events\/[\w-]{40,}$/);
      expect(await barriers(page)).toEqual([]);
      await page.getByRole("button", { name: "I have it" }).click();
      await page.getByRole("heading", { level: 2, name: "Outbound events", exact: true }).waitFor();
      await page.reload();
      await page.getByText("It was shown once").first().waitFor();
      expect(await page.content()).not.toContain(address.split("/").at(-1) ?? address);
      const path = new URL(page.url()).pathname;

      const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", {
        email: viewer.email,
        role: "viewer",
      });
      const { name, password } = viewer;
      await knock("invitation", { token: url.split("/").at(-1), name, password });
      const guest = await stage.openTabAs(viewer);
      await guest.page.goto(`/settings/feeds?applianceId=${site.id}`);
      await guest.page.getByText("You may look at feeds.").first().waitFor();
      expect(await guest.page.getByRole("link", { name: "Add a feed" }).count()).toBe(0);
      await guest.page.getByRole("link", { name: "Outbound events" }).click();
      await guest.page.getByText("Only an admin changes feeds.").first().waitFor();
      for (const deed of ["Test", "Pause", "Edit", "Remove"])
        expect(await guest.page.getByRole("button", { name: deed }).count(), deed).toBe(0);
      guest.expectRefusal(404, /^\/settings\/feeds\/add$/);
      await guest.page.goto("/settings/feeds/add");
      await guest.page.getByRole("heading", { name: "There is nothing here" }).waitFor();
      guest.expectRefusal(403, /^\/api\/v1\/feeds$/);
      const refused = await guest.page.evaluate(async (applianceId) => {
        const answer = await fetch("/api/v1/feeds", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ applianceId, type: "events" }),
        });
        return answer.status;
      }, site.id);
      expect(refused).toBe(403);

      await page.goto(path);
      await page.getByRole("button", { name: "Remove" }).click();
      const ask = page.getByRole("dialog", { name: "Remove Outbound events?" });
      await ask.getByText("What it told of clients stays known").waitFor();
      await ask.getByRole("button", { name: "Remove" }).click();
      await page.getByText("Until there is one, Rollcall knows what you upload.").first().waitFor();
    },
  );
}
