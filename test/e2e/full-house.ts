// A house in which every page has something to show, and every import waits for something else.
import { expect } from "vitest";
import { ago, hourMs, list, makeSite, table, upload } from "./site";
import { api } from "./stage";

/** Fills an instance; gives the paths of the pages a signed-in admin walks through. */
export async function makeFullHouse(): Promise<string[]> {
  const installedAt = ago(30 * hourMs);
  const ages = [1, 20, 40, 300, 1_200];
  // Not a multiple of a hundred, which would look like the pages of the vendor's API.
  const clients = Array.from({ length: 210 }, (_, index) => ({
    name: `Lamp ${String(index + 1).padStart(3, "0")}`,
    group: `Corridor ${1 + (index % 14)}`,
    online: index % 3 === 0,
    seenAt: index % 17 === 0 ? null : ago((ages[index % ages.length] ?? 1) * hourMs),
  }));
  const { id, rolloutId } = await makeSite("Full house", installedAt, clients);
  const spoiled = list(clients).replace(/since .+\r\n$/, "since 2025-02-31 14:02\r\n");
  const done = await upload(id, spoiled, { exportedAt: new Date(ago(0)).toISOString() });
  expect(done).toMatchObject({ status: "done", rows: { rejected: 1 } });
  const mapping = await upload(id, table(["Box", "Beacon"], [["a-1", "2025-01-20 14:02"]]));
  expect(mapping.status).toBe("needs_mapping");
  const order = await upload(
    id,
    table(["Name", "Status Details"], [["a-1", "Offline since 03/04/2025 14:02"]]),
  );
  expect(order.status).toBe("needs_mapping");
  const confirm = await upload(
    id,
    table(["Name", "Status Details"], [["a-1", "Offline since 2025-01-20 14:02"]]),
    {
      exportedAt: new Date(ago(0)).toISOString(),
    },
  );
  expect(confirm.status).toBe("needs_confirmation");
  const zone = await upload(
    id,
    table(["name", "hostname", "last_connect_timestamp"], [["a-1", "a-1", "2025-01-20 14:02"]]),
  );
  expect(zone.status).toBe("needs_mapping");
  const made = await upload(id, table(["Name", "Status"], [["a-1", "Online"]]));
  expect(made.status).toBe("needs_mapping");
  const other = await upload(
    id,
    table(
      ["Device ID", "Device name", "Managed by", "Compliance", "Last check-in"],
      [["1", "a-1", "Intune", "Compliant", "2025-01-20 14:02"]],
    ),
  );
  expect(other.status).toBe("needs_mapping");
  const failed = await upload(id, "%PDF-1.7 not a table at all");
  expect(failed.status).toBe("failed");
  const { items } = await api<{ items: { id: number }[] }>(
    "GET",
    `/api/v1/clients?applianceId=${id}&state=overdue&limit=1`,
  );
  await api("POST", "/api/v1/invitations", { email: "later@example.com", role: "viewer" });
  const addFeed = (body: Record<string, unknown>) =>
    api<{ id: number }>("POST", "/api/v1/feeds", { applianceId: id, ...body });
  const sender = await addFeed({ type: "events", name: "Night script" });
  const asked = await addFeed({
    type: "config_api",
    baseUrl: "https://support.invalid",
    clientId: "a",
    clientSecret: "b",
    enabled: false,
  });
  const channel = await api<{ id: number }>("POST", "/api/v1/channels", {
    type: "slack",
    name: "Support chat",
    url: "https://hooks.slack.invalid/services/a",
  });
  await api("POST", `/api/v1/channels/${channel.id}/test`);
  return [
    "/",
    `/?applianceId=${id}`,
    `/rollouts/${rolloutId}`,
    `/rollouts/${rolloutId}/slots`,
    `/rollouts/${rolloutId}/plan`,
    `/clients?applianceId=${id}`,
    `/clients?applianceId=${id}&q=nothing-is-called-so`,
    `/clients/${items[0]?.id}`,
    `/work?applianceId=${id}`,
    `/work?applianceId=${id}&by=kind`,
    `/work?applianceId=${id}&view=board`,
    "/work/mine",
    `/work/installers?applianceId=${id}`,
    `/work/providers?applianceId=${id}`,
    `/imports?applianceId=${id}`,
    `/imports/${done.id}`,
    `/imports/${done.id}?show=rejects`,
    `/imports/${done.id}?show=outcome&state=checked_in`,
    `/imports/${done.id}?show=read`,
    `/imports/${done.id}?show=noticed`,
    `/imports/${mapping.id}`,
    `/imports/${zone.id}`,
    `/imports/${made.id}`,
    `/imports/${other.id}`,
    `/imports/${order.id}`,
    `/imports/${confirm.id}`,
    `/imports/${failed.id}`,
    `/releases?applianceId=${id}`,
    `/releases?applianceId=${id}&record=1`,
    "/settings/appliances",
    `/settings/feeds?applianceId=${id}`,
    `/settings/feeds/${sender.id}?applianceId=${id}`,
    `/settings/feeds/${asked.id}?applianceId=${id}`,
    `/settings/feeds/add?applianceId=${id}`,
    `/settings/feeds/add?applianceId=${id}&type=command_api`,
    `/settings/policy?applianceId=${id}`,
    `/settings/slots?applianceId=${id}`,
    "/settings/channels",
    `/settings/channels/${channel.id}`,
    "/settings/channels/add",
    "/settings/channels/add?type=ntfy",
    "/settings/mail",
    "/settings/heartbeat",
    "/handover",
    "/settings/people",
    "/settings/api-keys",
    "/account",
  ];
}
