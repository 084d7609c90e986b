/** Every job there is, with the shape of what it is given. Jobs are given ids only: the truth is in the database. */
import { z } from "zod";

export const jobCatalog = {
  /** Read, compare and apply an uploaded export (also: take one back). */
  "import.advance": z.object({ importId: z.number().int() }),
  /** Judge every member of a rollout that is opening, or whose release was corrected. */
  "rollout.open": z.object({ rolloutId: z.number().int() }),
  /** Judge the members whose due or stranding time has come. */
  "rollout.sweep": z.object({}),
  /** Move an appliance's queue on: place, open waves, push slots to whom they can be pushed. */
  "slot.grant": z.object({ applianceId: z.number().int() }),
  /** End leases that ran out and judge the members whose slots changed. */
  "slot.expire": z.object({}),
  /** Announce a pushed slot to the appliance's webhook. */
  "push.deliver": z.object({ slotId: z.number().int() }),
  /** Hold a rollout whose attempts fail too often. */
  "rollout.haltCheck": z.object({ rolloutId: z.number().int() }),
  /** Put the texts of clients that are new or changed into the search index. */
  "search.fill": z.object({ applianceId: z.number().int() }),
  /** Take in what a feed sent. */
  "feed.settle": z.object({ feedId: z.number().int() }),
  /** Ask an appliance, a folder or an address for what it knows now. */
  "feed.poll": z.object({ feedId: z.number().int() }),
  /** Ask for the readings that are due. */
  "feed.due": z.object({}),
  /** Look whether what the alert rules watch for is so. */
  "alerts.watch": z.object({}),
  /** Say something on a channel. */
  "delivery.send": z.object({ deliveryId: z.number().int() }),
  /** Ask for the deliveries that are due; take up those whose worker is gone. */
  "delivery.due": z.object({}),
  /** Tell the outside that Rollcall works, if it does. */
  "heartbeat.ping": z.object({}),
  /** Make the digests that are due. */
  "digest.due": z.object({}),
  /** Go on with a deed on many clients, or with undoing it. */
  "batch.run": z.object({ batchId: z.number().int() }),
  /** Find imports and rollouts that nobody is working on and enqueue them again. */
  reconcile: z.object({}),
  /** Remove what is older than its retention. */
  retention: z.object({}),
} as const;

export type JobName = keyof typeof jobCatalog;
export type JobPayload<N extends JobName> = z.infer<(typeof jobCatalog)[N]>;

/** The queue a job waits in: imports may run for minutes, webhooks and appliances may be slow; none of them must hold up the rest. */
export const jobQueues = {
  "import.advance": "intake",
  "batch.run": "intake",
  "push.deliver": "push",
  "feed.poll": "feeds",
  "delivery.send": "alerts",
  "heartbeat.ping": "alerts",
  "digest.due": "alerts",
} as const satisfies Partial<Record<JobName, string>>;
export const queueNames = ["intake", "work", "push", "feeds", "alerts"] as const;
export type QueueName = (typeof queueNames)[number];

/** Which queue a job goes to. */
export function queueOf(name: JobName): QueueName {
  return (jobQueues as Partial<Record<JobName, QueueName>>)[name] ?? "work";
}
