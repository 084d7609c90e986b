// What the database cannot keep is refused with a sentence wherever it is said, and is never an error of ours.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeCursor } from "@/app/_web/pagination";
import * as keysRoute from "@/app/api/v1/api-keys/route";
import * as releasesRoute from "@/app/api/v1/appliances/[id]/releases/route";
import * as appliancesRoute from "@/app/api/v1/appliances/route";
import * as auditRoute from "@/app/api/v1/audit/route";
import * as attestationsRoute from "@/app/api/v1/clients/[id]/attestations/route";
import * as clientsRoute from "@/app/api/v1/clients/route";
import * as importsRoute from "@/app/api/v1/imports/route";
import { ask, closeRollCall, openRollCall, openSite, type Site, upload } from "@/test/support/roll-call";

const beyond = 2_147_483_648;
let site: Site;

beforeAll(async () => {
  await openRollCall();
  site = await openSite();
});
afterAll(closeRollCall);

describe("a value that the database cannot keep", () => {
  it.each([
    [
      "a NUL in a name",
      () =>
        post(appliancesRoute.POST, "/api/v1/appliances", {
          name: "a\u0000b",
          hostname: "nul.example.com",
          timeZone: "UTC",
        }),
    ],
    [
      "half a character in a name",
      () => post(keysRoute.POST, "/api/v1/api-keys", { name: "\udfff\ud800", role: "viewer" }),
    ],
    ["a NUL in a search", () => ask(clientsRoute.GET, "/api/v1/clients?q=a%00b")],
    ["the year 0", () => ask(auditRoute.GET, "/api/v1/audit?from=0000-01-01T00:00:00Z")],
    [
      "a release in the year 0",
      () =>
        ask(releasesRoute.POST, `/api/v1/appliances/${site.id}/releases`, {
          method: "POST",
          id: site.id,
          body: { kind: "site", name: "x", version: "1", installedAt: "0000-01-01T00:00:00Z" },
        }),
    ],
    [
      "an id beyond its bounds",
      async () => {
        const id = await site.register({ kind: "jumpoint", name: "j" });
        return ask(attestationsRoute.POST, `/api/v1/clients/${id}/attestations`, {
          method: "POST",
          id,
          body: { rolloutId: beyond, note: "n" },
        });
      },
    ],
    [
      "a cursor beyond its bounds",
      () => ask(importsRoute.GET, `/api/v1/imports?cursor=${writeCursor({ beforeId: beyond })}`),
    ],
    ["an upload for no appliance", () => upload({ applianceId: String(beyond) }, "Name,Hostname\na,b\n")],
  ])("%s is a 4xx with a sentence", async (_what, send) => {
    const { status, body } = await send();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body.detail).toMatch(/\.$/);
  });
});

function post(handler: Parameters<typeof ask>[0], path: string, body: unknown) {
  return ask(handler, path, { method: "POST", body });
}
