// A file is read in a thread of its own: the process beside it goes on, and gives up what takes too long.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { expect, it } from "vitest";
import { ReadingTooSlow, withReadingThread } from "@/lib/intake/read-beside";

const piece = Buffer.from(`Name,Last Connect\n${"PC-1,2026-03-01 10:00:00\n".repeat(40_000)}`);

it("gives up a piece that takes too long, and reads the next file in another thread", async () => {
  const reading = withReadingThread(0.001, async (thread) => {
    const survey = await thread.begin({ step: "bytes" });
    for (let n = 0; n < 50; n++) await survey.push(Buffer.alloc(8 * 1024 * 1024, 0xc3));
  });
  await expect(reading).rejects.toThrow(ReadingTooSlow);
  await withReadingThread(60, async (thread) => {
    const survey = await thread.begin({ step: "bytes" });
    await survey.push(piece);
    expect((await survey.finish()).verdict).toMatchObject({ ok: true, encoding: "utf-8" });
  });
});

it("leaves the process free while a large file is read", async () => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  await withReadingThread(60, async (thread) => {
    const survey = await thread.begin({ step: "order", encoding: "utf-8", rules });
    delay.enable();
    for (let n = 0; n < 20; n++) await survey.push(piece);
    delay.disable();
  });
  expect(delay.max / 1e6).toBeLessThan(500);
});

const rules = {
  limits: { maxRows: 10_000_000, maxColumns: 200, maxLineChars: 1_000_000, maxFieldChars: 100_000 },
  now: Date.UTC(2026, 2, 20, 12),
};
