// A technician's request for slots that is repeated because its web process was killed before it answered.
import { expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import { addKey } from "@/test/support/cast";
import { setClock } from "@/test/support/roll-call";
import {
  giveBack,
  heldSlots,
  openControlled,
  playSlotsAtThree,
  someClients,
  takeNext,
} from "@/test/support/slot-calls";

playSlotsAtThree();

it("takes no others, and is told those that it still holds", async () => {
  const { site } = await openControlled(someClients(8), 6);
  const { headers } = await addKey("tool", "technician", null);
  const repeat = () => takeNext(site, 3, {}, { headers: { ...headers, "idempotency-key": "monday" } });
  const first = await repeat();
  expect(first.status).toBe(201);
  expect(first.body.items).toHaveLength(3);
  // As a SIGKILL between the COMMIT and the answer leaves it.
  await pool().query("UPDATE idempotency_key SET status = NULL, response = NULL WHERE key = 'monday'");
  expect((await repeat()).body.code).toBe("idempotency_key_running");
  const [given] = first.body.items;
  await giveBack(given?.id ?? 0, given?.fence ?? 0, "failed");
  setClock("2026-03-02T03:03:00Z");
  const again = await repeat();
  expect(again.status).toBe(201);
  expect(again.body.items).toEqual(first.body.items.slice(1));
  expect(await heldSlots(site)).toHaveLength(2);
  expect((await repeat()).body.items).toEqual(again.body.items);
});
