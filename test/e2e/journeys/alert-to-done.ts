// The whole way: a release, who is overdue, the incident, the mail, the work that is given and done, the sighting, and the end of it.
import { expect } from "vitest";
import { openMailSink } from "../../support/mail-sink";
import { until } from "../../support/worker-process";
import { barriers } from "../barriers";
import {
  ago,
  dayMs,
  hourMs,
  localField,
  makeAppliance,
  recordRelease,
  rolloutOf,
  table,
  upload,
} from "../site";
import { api, journey, knock } from "../stage";

const ole = { name: "Ole On-call", email: "ole@example.com", password: "five brave lanterns" };

interface Incident {
  id: number;
  kind: string;
  status: string;
}

const utc = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");

/** Two tills that were uninstalled, and three desks that have not come; later they were all seen. */
function fleet(isBack: boolean): string {
  const names = ["Till 7", "Till 8", "Desk 7", "Desk 8", "Desk 9"];
  return table(
    ["Name", "Hostname", "Group", "Connection Type", "Status Details", "unavailable_reason"],
    names.map((name, at) => [
      name,
      name.toLowerCase().replace(" ", "-"),
      "Faro",
      "active",
      isBack ? `Online since ${utc(ago(hourMs))}` : `Offline since ${utc(ago(3 * dayMs + at * hourMs))}`,
      !isBack && name.startsWith("Till") ? "uninstalled" : "",
    ]),
  );
}

export function followAlert(): void {
  journey(
    "alerts: from the release to the mail, to the work that is done, to the end of the incident",
    async (stage) => {
      const mails = await openMailSink();
      try {
        const security = { security: "none", from: "rollcall@example.com" };
        await api("PUT", "/api/v1/settings/mail", { host: "127.0.0.1", port: mails.port, ...security });
        const applianceId = await makeAppliance("Alert house");
        const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", {
          email: ole.email,
          role: "technician",
          appliances: [applianceId],
        });
        await knock("invitation", { token: url.split("/").at(-1), name: ole.name, password: ole.password });
        const { id: channelId } = await api<{ id: number }>("POST", "/api/v1/channels", {
          type: "email",
          name: "Night desk",
          to: ["desk@example.com"],
        });

        const { page } = await stage.openTabAs();
        await page.goto("/alerts/rules/add");
        await page.getByRole("textbox", { name: "Name" }).fill("Hands needed in Faro");
        await page.getByRole("combobox", { name: "What to look for" }).click();
        await page.getByRole("option", { name: "Members need redeployment" }).click();
        await page.getByRole("combobox", { name: "Appliances" }).click();
        await page.getByRole("option", { name: "Alert house" }).click();
        await page.keyboard.press("Escape");
        await page.getByRole("textbox", { name: "From so many", exact: true }).fill("2");
        await page.getByRole("textbox", { name: "Said after so many seconds" }).fill("0");
        await page.getByRole("combobox", { name: "Channels", exact: true }).focus();
        await page.keyboard.press("ArrowDown");
        await page.getByRole("option", { name: "Night desk" }).click();
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "See the last 30 days" }).click();
        await page.getByText("It would have said nothing in the last 30 days.").waitFor();
        expect(await barriers(page)).toEqual([]);
        await page.getByRole("button", { name: "Save the rule" }).click();
        await page.getByRole("link", { name: "Hands needed in Faro" }).first().waitFor();
        expect(await barriers(page)).toEqual([]);

        const rolloutId = await recordRelease(applianceId, ago(30 * hourMs));
        await upload(applianceId, fleet(false), { exportedAt: new Date(ago(0)).toISOString() });
        const { counts } = await rolloutOf(rolloutId);
        expect(counts).toMatchObject({ overdue: 3, needs_redeployment: 2 });
        await until("the first mail", async () => mails.received.length > 0, 60);
        const [first] = mails.received;
        expect(first?.headers.subject).toContain("2 clients of Alert house need redeployment");
        expect(first?.raw).toContain("Till 7");

        const incidents = await api<{ items: Incident[] }>(
          "GET",
          `/api/v1/incidents?applianceId=${applianceId}`,
        );
        const hands = incidents.items.find(({ kind }) => kind === "needs_redeployment");
        await page.goto(`/alerts?applianceId=${applianceId}`);
        await page.getByRole("link", { name: "2 clients of Alert house need redeployment" }).first().click();
        await page.getByText("Night desk: sent").first().waitFor();
        await page.getByText("Technicians (2)").first().waitFor();
        expect(await barriers(page)).toEqual([]);
        await page.getByRole("button", { name: "Comment" }).click();
        const comment = page.getByRole("dialog", { name: "Comment" });
        await comment.getByRole("textbox", { name: "Note" }).fill("Ole drives there today");
        await comment.getByRole("button", { name: "Comment" }).click();
        await comment.waitFor({ state: "hidden" });
        await page.getByText("Ole drives there today").first().waitFor();
        await page.getByRole("button", { name: "Acknowledge" }).click();
        const acknowledge = page.getByRole("dialog", { name: "Acknowledge" });
        expect(await barriers(page)).toEqual([]);
        await acknowledge.getByRole("button", { name: "Acknowledge" }).click();
        await acknowledge.waitFor({ state: "hidden" });
        await page.getByRole("button", { name: "Open again" }).first().waitFor();

        const items = await api<{ items: { id: number }[] }>(
          "GET",
          `/api/v1/work-items?applianceId=${applianceId}`,
        );
        const { items: people } = await api<{ items: { id: string; name: string }[] }>(
          "GET",
          `/api/v1/assignees?applianceId=${applianceId}`,
        );
        const assignee = people.find(({ name }) => name === ole.name)?.id;
        for (const { id } of items.items)
          await api("POST", `/api/v1/work-items/${id}/assign`, { assigneeId: assignee });
        const { page: phone } = await stage.openTabAs(ole, { viewport: { width: 390, height: 800 } });
        await phone.goto("/work/mine");
        for (const name of ["Till 7", "Till 8"]) {
          await phone.getByRole("button", { name: `Done: ${name}` }).click();
          const done = phone.getByRole("dialog", { name: `Done: ${name}` });
          await done.getByRole("button", { name: "Done" }).click();
          await done.waitFor({ state: "hidden" });
        }
        await upload(applianceId, fleet(true), { exportedAt: new Date(Date.now()).toISOString() });
        await until(
          "the end of the incident",
          async () => (await api<Incident>("GET", `/api/v1/incidents/${hands?.id}`)).status === "resolved",
          60,
        );
        await until("the mail that it is over", async () => mails.received.length > 1, 60);
        const last = mails.received.at(-1);
        expect(last?.headers.subject).toContain("Over: ");
        expect(last?.headers.references ?? last?.headers["in-reply-to"]).toBeTruthy();
        expect(mails.received).toHaveLength(2);
        await page.reload();
        await page.getByText("It is over (").or(page.getByText("It is over")).first().waitFor();

        await page.goto(`/alerts/upgrades?applianceId=${applianceId}`);
        const zone = "UTC";
        await page.getByLabel("Begins", { exact: false }).fill(localField(Date.now() + hourMs, zone));
        await page.getByLabel("Ends", { exact: false }).fill(localField(Date.now() + 2 * hourMs, zone));
        await page.getByRole("button", { name: "Announce an upgrade" }).click();
        await page.getByText("To come").first().waitFor();
        expect(await barriers(page)).toEqual([]);
        await page.getByRole("button", { name: "Withdraw" }).click();
        await page.getByText("Withdrawn", { exact: true }).first().waitFor();
        await api("DELETE", `/api/v1/channels/${channelId}`);
      } finally {
        await mails.close();
      }
    },
    240_000,
  );
}
