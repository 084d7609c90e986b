// The limits of an API account: never more than 20 requests in any second and 15,000 in any hour, whoever asks.
import { Redis } from "ioredis";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openRequestLimits } from "@/lib/feeds/appliance-api/request-limits";
import { hasRedis, startTestRedis } from "@/test/support/redis";

afterEach(() => vi.useRealTimers());

describe("the limits", () => {
  it("hold in every second and every hour, for who asks as often as it may", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20) });
    const limits = openRequestLimits("memory");
    const sentAt: number[] = [];
    const endAt = Date.now() + 2.5 * 3_600_000;
    while (Date.now() < endAt) {
      const waitMs = await limits.take("feed-1");
      if (waitMs === 0) sentAt.push(Date.now());
      // Bursts at the end of a window and at the beginning of the next are the worst.
      else await vi.advanceTimersByTimeAsync(sentAt.length % 7 === 0 ? waitMs + 333 : waitMs);
    }
    const most = (windowMs: number) => {
      let from = 0;
      return sentAt.reduce((highest, at, index) => {
        while ((sentAt[from] ?? 0) <= at - windowMs) from++;
        return Math.max(highest, index - from + 1);
      }, 0);
    };
    expect(most(1_000)).toBeLessThanOrEqual(20);
    expect(most(3_600_000)).toBeLessThanOrEqual(15_000);
    // It is worth something all the same: 100,000 clients are a thousand requests.
    expect(sentAt.length).toBeGreaterThan(2.5 * 12_000);
  });

  it("are an account's own", async () => {
    const limits = openRequestLimits("memory");
    const take = async (id: string) => Promise.all(Array.from({ length: 12 }, () => limits.take(id)));
    const first = await take("feed-1");
    expect(first.filter((waitMs) => waitMs > 0)).toHaveLength(2);
    expect((await take("feed-2")).filter((waitMs) => waitMs > 0)).toHaveLength(2);
  });

  it("pause for as long as they are told", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20) });
    const limits = openRequestLimits("memory");
    await limits.pause("feed-1", 60);
    expect(await limits.take("feed-1")).toBeGreaterThan(59_000);
    expect(await limits.take("feed-2")).toBe(0);
    await vi.advanceTimersByTimeAsync(60_001);
    expect(await limits.take("feed-1")).toBe(0);
  });

  it.skipIf(!hasRedis)("are shared through Redis", async () => {
    const server = await startTestRedis();
    const clients = [new Redis(server.url), new Redis(server.url)];
    try {
      const workers = clients.map((redis) => openRequestLimits({ redis }));
      const waits = await Promise.all(
        workers.flatMap((limits) => Array.from({ length: 8 }, () => limits.take("feed-1"))),
      );
      expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(10);
      await workers[0]?.pause("feed-1", 60);
      expect(await workers[1]?.take("feed-1")).toBeGreaterThan(50_000);
    } finally {
      for (const client of clients) client.disconnect();
      await server.stop();
    }
  });
});
