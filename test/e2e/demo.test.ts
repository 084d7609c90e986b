// A demo as `npm start -- --demo` makes it on an empty folder: one comes in by its link, once; it moves; it breaks and mends.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import english from "@/messages/en.demo.json";
import { type Instance, startInstance } from "../support/instance";

let demo: Instance;
let cookie = "";

beforeAll(async () => {
  demo = await startInstance({}, ["--demo"]);
}, 600_000);
afterAll(async () => {
  const end = await demo?.stop();
  if (end) expect(end.exitCode, end.output).toBe(0);
});

async function knock() {
  const token = demo.setUpLink.split("/").at(-1);
  return fetch(`${demo.url}/api/door/demo`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: demo.url },
    body: JSON.stringify({ token }),
  });
}

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(`${demo.url}${path}`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

async function steer(deed: Record<string, unknown>) {
  const answer = await fetch(`${demo.url}/api/demo`, {
    method: "POST",
    headers: { cookie, origin: demo.url, "content-type": "application/json" },
    body: JSON.stringify(deed),
  });
  return { status: answer.status, body: (await answer.json()) as Look };
}

interface Look {
  now: number;
  speed: number;
  paused: boolean;
  site: { up: boolean; version: string; broken: string[] } | null;
  failing: { feed: string; sentence: string }[];
}
interface Rollouts {
  items: { status: string; counts: Record<string, number> }[];
}

const look = () => read<Look>("/api/demo");
const checkedIn = async () =>
  (await read<Rollouts>("/api/v1/rollouts?status=open")).items[0]?.counts.checked_in ?? 0;

describe("a demo", () => {
  it("shows its link's page without using it up, says what it is, and lets in once", async () => {
    const door = await fetch(demo.setUpLink);
    expect(await door.text()).toContain(english.demo.invented);
    const opened = await knock();
    expect(opened.status).toBe(200);
    expect(await opened.json()).toEqual({ next: "/" });
    cookie = opened.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; ");
    const again = await knock();
    expect(again.status).toBe(410);
    expect(await again.json()).toMatchObject({ code: "link_used" });
    expect(await (await fetch(demo.setUpLink)).text()).toContain("This link was used already.");
    for (const page of ["/", "/clients", "/settings"]) {
      const text = await (await fetch(`${demo.url}${page}`, { headers: { cookie } })).text();
      expect(text, page).toContain(english.demo.invented);
    }
  });

  it("has a rollout under way that moves, of a fleet of all kinds", async () => {
    const before = await checkedIn();
    expect(before).toBeGreaterThan(0);
    await expect.poll(checkedIn, { timeout: 90_000, interval: 2_000 }).toBeGreaterThan(before + 50);
    for (const kind of [
      "console",
      "jump_client",
      "jumpoint",
      "button",
      "connection_agent",
      "integration_client",
    ]) {
      const { items } = await read<{ items: unknown[] }>(`/api/v1/clients?kind=${kind}&limit=1`);
      expect(items, kind).toHaveLength(1);
    }
  });

  it("stands still, and goes on at another speed", async () => {
    await steer({ do: "pause", paused: true });
    const { now } = await look();
    await new Promise((later) => setTimeout(later, 1_500));
    expect((await look()).now).toBe(now);
    const faster = await steer({ do: "speed", speed: 360 });
    expect(faster.body).toMatchObject({ speed: 360, paused: true, now });
    await steer({ do: "pause", paused: false });
    await expect.poll(async () => (await look()).now).toBeGreaterThan(now + 60_000);
    expect(await steer({ do: "speed", speed: 9_000 })).toMatchObject({ status: 422 });
  });

  it("breaks on demand, says so in Rollcall's words, and mends", async () => {
    const { body } = await steer({ do: "break", fault: "server_error", broken: true });
    expect(body.site?.broken).toEqual(["server_error"]);
    await expect.poll(async () => (await look()).failing.length, { timeout: 60_000 }).toBeGreaterThan(0);
    expect((await steer({ do: "mend" })).body.site?.broken).toEqual([]);
    await expect.poll(async () => (await look()).failing, { timeout: 90_000 }).toEqual([]);
  });

  it("starts its stand-in again, as it was", async () => {
    await steer({ do: "break", fault: "line_cut", broken: true });
    const note = JSON.parse(readFileSync(join(demo.folder, "instance.json"), "utf8"));
    process.kill(note.processes.standIn.pid, "SIGKILL");
    await expect.poll(async () => (await look()).site, { timeout: 10_000, interval: 100 }).toBeNull();
    await expect
      .poll(async () => (await look()).site?.broken, { timeout: 60_000, interval: 500 })
      .toEqual(["line_cut"]);
  });

  it("keeps its folder to itself", async () => {
    const { exitCode, output } = await demo.startAgain();
    expect(exitCode).toBe(1);
    expect(output).toContain(`The data folder ${demo.folder} is a demo's, with invented data`);
    const second = await demo.startAgain("--demo");
    expect(second.exitCode).toBe(1);
    expect(second.output).toContain("is in use by another Rollcall");
  });
});
