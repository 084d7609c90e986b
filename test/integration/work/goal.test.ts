// A pipeline waits for a rollout: over the API, and with the command and its exit status.
import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as goalRoute from "@/app/api/v1/rollouts/[id]/goal/route";
import { addKey } from "@/test/support/cast";
import { ask, closeRollCall, openRollCall, openSite, type Site, setClock } from "@/test/support/roll-call";

let server: Server;
let url = "";
let key = "";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T06:00:00Z");
  ({ key } = await addKey("pipeline", "viewer", null));
  server = createServer((request, response) => {
    const id = request.url?.match(/rollouts\/(\d+)\/goal/)?.[1] ?? "";
    const asked = new Request(new URL(request.url ?? "/", "http://localhost:3000"), {
      headers: { authorization: request.headers.authorization ?? "" },
    });
    void goalRoute.GET(asked, { params: Promise.resolve({ id }) }).then(async (answer) => {
      response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await closeRollCall();
});

const online = "Online since 2026-03-02 04:00:00";
const offline = "Offline since 2026-03-01 20:00:00";

/** Of ten, so many were seen after the release, and so many are gone for good. */
async function openRollout(seen: number, gone: number): Promise<{ site: Site; rollout: number }> {
  const site = await openSite();
  const { rollout } = await site.release("24.1.1", "2026-03-02T02:00:00Z");
  await site.import(
    Array.from({ length: 10 }, (_, index) => ({
      name: `pc${index}`,
      type: "passive",
      seen: index < seen ? online : offline,
      unavailable: index >= 10 - gone ? "uninstalled" : "",
    })),
    "2026-03-02T05:00:00Z",
  );
  return { site, rollout };
}

interface GoalAnswer {
  verdict: string;
  because: string;
  percent: number;
  sentence: string;
}

async function goal(rollout: number, query: string): Promise<GoalAnswer> {
  const path = `/api/v1/rollouts/${rollout}/goal?${query}`;
  const { status, body } = await ask<GoalAnswer>(goalRoute.GET, path, { id: rollout });
  expect(status).toBe(200);
  return body;
}

function waitFor(...args: string[]): Promise<{ code: number | null; told: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["bin/wait-for.js", "--url", url, ...args], {
      env: { ...process.env, ROLLCALL_KEY: key },
    });
    let told = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (told += chunk.toString()));
    child.on("close", (code) => done({ code, told }));
  });
}

describe("GET /api/v1/rollouts/{id}/goal", () => {
  it("is met, not yet, or beyond waiting, with the numbers", async () => {
    const { rollout } = await openRollout(7, 2);
    expect(await goal(rollout, "percent=70")).toMatchObject({ verdict: "met", percent: 70 });
    expect(await goal(rollout, "percent=80")).toMatchObject({ verdict: "not_yet", because: "on_the_way" });
    const hands = await goal(rollout, "percent=90");
    expect(hands).toMatchObject({ verdict: "cannot_be_met", because: "needs_hands" });
    expect(hands.sentence).toContain("2 have to be redeployed by hand first");
    expect(await goal(rollout, "percent=80&by=2026-03-02T05:00:00Z")).toMatchObject({ because: "too_late" });
    expect(await goal(rollout, "percent=80&by=2026-03-02T07:00:00Z")).toMatchObject({ verdict: "not_yet" });
  });

  it.each(["", "percent=0", "percent=101", "percent=95&by=tomorrow"])("refuses %j", async (query) => {
    const { rollout } = await openRollout(1, 0);
    const path = `/api/v1/rollouts/${rollout}/goal?${query}`;
    expect((await ask(goalRoute.GET, path, { id: rollout })).status).toBe(400);
  });
});

describe("npm run -s wait-for", () => {
  it("ends with 0 when it is met, 1 when waiting does not help, 2 when its time is over or it is asked wrongly", async () => {
    const { rollout } = await openRollout(7, 2);
    const asked = ["--rollout", String(rollout), "--every", "0.2"];
    expect(await waitFor(...asked, "--percent", "70")).toMatchObject({ code: 0 });
    expect(await waitFor(...asked, "--percent", "95")).toMatchObject({ code: 1 });
    const late = await waitFor(...asked, "--percent", "80", "--timeout", "0.01");
    expect(late).toMatchObject({ code: 2 });
    expect(late.told).toContain("Not yet: 7 of 10 have checked in (70 %)");
    expect((await waitFor("--rollout", "999999", "--percent", "80")).told).toContain("404");
    expect(await waitFor("--rollout", "x", "--percent", "80")).toMatchObject({ code: 2 });
  });

  it("sees it met while it waits", async () => {
    const { site, rollout } = await openRollout(7, 0);
    const waiting = waitFor("--rollout", String(rollout), "--percent", "100", "--every", "0.2");
    await site.import(
      Array.from({ length: 10 }, (_, index) => ({ name: `pc${index}`, type: "passive", seen: online })),
      "2026-03-02T05:30:00Z",
    );
    expect(await waiting).toMatchObject({ code: 0 });
  });
});
