/**
 * BullMQ, on PostgreSQL unless `REDIS_URL` is set. The queue is an alarm clock: wiping it costs time only, because
 * the schedules of jobs/schedules.ts find all due work in the database.
 */
import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  Queue,
  runMigrations,
  Worker,
  withBackend,
} from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { createPool } from "./db";
import { databaseUrl, env } from "./env";
import {
  type JobName,
  type JobPayload,
  jobCatalog,
  type QueueName,
  queueNames,
  queueOf,
} from "./job-catalog";
import { log } from "./log";

const onPostgres = withBackend(createPostgresBackend);

interface TellsErrors {
  on(event: "error", listener: (err: Error) => void): unknown;
}
/** What Rollcall uses of a queue and a worker, whichever store is behind them. */
type AnyQueue = TellsErrors &
  Pick<
    Queue,
    | "add"
    | "getJobs"
    | "getJobCounts"
    | "upsertJobScheduler"
    | "removeJobScheduler"
    | "getJobSchedulers"
    | "close"
  >;
type AnyWorker = TellsErrors & Pick<Worker, "close">;

/** Finished jobs are history that nobody reads: the transitions are. Failed ones are kept a while for the curious. */
const jobDefaults: JobsOptions = {
  attempts: 3,
  backoff: { type: "exponential", delay: 2_000 },
  removeOnComplete: { count: 100 },
  removeOnFail: { count: 500, age: 7 * 24 * 3600 },
};

function postgresConnection(max: number) {
  return {
    connectionString: databaseUrl(),
    max,
    schema: "bullmq",
    application_name: "rollcall-queue",
    keepAlive: true,
  };
}

/** Makes BullMQ's own tables (PostgreSQL only). Call once before queues or workers are opened; safe to repeat and to race. */
export async function prepareQueueStore(): Promise<void> {
  if (env().REDIS_URL) return;
  const pool = createPool(databaseUrl(), 1);
  const client = await pool.connect();
  try {
    await client.query("CREATE SCHEMA IF NOT EXISTS bullmq");
    await client.query("SET search_path = bullmq");
    await runMigrations(client, "bullmq");
  } finally {
    client.release();
    await pool.end();
  }
}

function openQueue(name: QueueName): AnyQueue {
  const redisUrl = env().REDIS_URL;
  // A producer fails fast: the person who waits for the answer must not wait for the queue as well.
  const queue: AnyQueue = redisUrl
    ? new Queue(name, {
        connection: openRedis(redisUrl, {
          maxRetriesPerRequest: 1,
          enableOfflineQueue: true,
          connectTimeout: 2_000,
        }),
        prefix: "rollcall",
        defaultJobOptions: jobDefaults,
      })
    : new onPostgres.Queue(name, { connection: postgresConnection(1), defaultJobOptions: jobDefaults });
  queue.on("error", (err: Error) => log.warn({ err, queue: name }, "the job queue cannot be reached"));
  return queue;
}

const kept = globalThis as { rollcallQueues?: Map<QueueName, AnyQueue>; rollcallRedis?: Set<Redis> };

/** A connection of ours to Redis; BullMQ leaves those it is given open. */
function openRedis(url: string, options: RedisOptions): Redis {
  const connection = new Redis(url, options);
  kept.rollcallRedis ??= new Set();
  kept.rollcallRedis.add(connection);
  return connection;
}

function queue(name: QueueName): AnyQueue {
  kept.rollcallQueues ??= new Map();
  const open = kept.rollcallQueues.get(name) ?? openQueue(name);
  kept.rollcallQueues.set(name, open);
  return open;
}

/**
 * Asks for a job. Nudges for the same thing are one job; one that arrives while the job runs makes it run once more.
 * Never throws: when the queue cannot be reached, the next reconciliation finds the work in the database.
 */
export async function enqueue<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
  const id = [name, ...Object.values(payload)].join("-").replaceAll(":", "-");
  const open = queue(queueOf(name));
  try {
    await open.add(name, payload, { deduplication: { id, keepLastIfActive: true } });
  } catch (err) {
    log.warn({ err, job: name }, "a job could not be enqueued; the next sweep will find its work");
    if (!env().REDIS_URL) forgetQueue(queueOf(name), open);
  }
}

/** A queue on PostgreSQL that found no store when it was opened never finds it later. (ioredis connects again by itself.) */
function forgetQueue(name: QueueName, broken: AnyQueue): void {
  if (kept.rollcallQueues?.get(name) !== broken) return;
  kept.rollcallQueues.delete(name);
  broken
    .close()
    .catch((err: Error) => log.debug({ err, queue: name }, "a queue that failed could not be closed"));
}

/** What a job was given: ids, each under the name of what it is the id of. */
export type JobIds = Readonly<Record<string, number | undefined>>;

/**
 * Takes jobs that are not running out of the queues, finished ones too. Never throws: a job that stays finds nothing of what
 * it is about in the database, and ends.
 */
export async function forgetJobs(isMeant: (ids: JobIds) => boolean): Promise<void> {
  for (const name of queueNames) {
    const open = queue(name);
    try {
      const jobs = await open.getJobs(["waiting", "delayed", "prioritized", "failed", "completed"]);
      for (const job of jobs) if (isMeant((job.data ?? {}) as JobIds)) await job.remove();
    } catch (err) {
      log.warn(
        { err, queue: name },
        "jobs could not be taken out of the queue; they will find nothing to do",
      );
      if (!env().REDIS_URL) forgetQueue(name, open);
    }
  }
}

const countedStates = ["waiting", "prioritized", "active", "delayed", "failed"] as const;

/** How many jobs of a state a queue holds. */
export interface JobCount {
  queue: QueueName;
  state: (typeof countedStates)[number];
  count: number;
}

/** Of every queue that can be reached. Never throws. */
export async function countJobs(): Promise<JobCount[]> {
  const counted = await Promise.all(
    queueNames.map(async (name): Promise<JobCount[]> => {
      try {
        const counts = await queue(name).getJobCounts(...countedStates);
        return countedStates.map((state) => ({ queue: name, state, count: counts[state] ?? 0 }));
      } catch (err) {
        log.warn({ err, queue: name }, "the jobs of a queue could not be counted");
        return [];
      }
    }),
  );
  return counted.flat();
}

/** Sets the repeating jobs to exactly the given ones (milliseconds between runs); those that are there already stay as they are. */
export async function schedule(jobs: readonly { name: JobName; everyMs: number }[]): Promise<void> {
  for (const name of queueNames) {
    const wanted = jobs.filter((job) => queueOf(job.name) === name);
    const known = await queue(name).getJobSchedulers();
    for (const { key } of known) {
      if (!wanted.some((job) => job.name === key)) await queue(name).removeJobScheduler(key);
    }
    for (const job of wanted) {
      if (known.some(({ key, every }) => key === job.name && Number(every) === job.everyMs)) continue;
      await queue(name).upsertJobScheduler(
        job.name,
        { every: job.everyMs },
        { name: job.name, data: {}, opts: jobDefaults },
      );
    }
  }
}

/** What runs a job: its name and checked payload. */
export type RunJob = <N extends JobName>(name: N, payload: JobPayload<N>) => Promise<void>;

/** Starts a worker on each queue; `close` waits for the running jobs. */
export function startWorkers(
  run: RunJob,
  concurrency: Record<QueueName, number>,
): { close(): Promise<void> } {
  const workers = queueNames.map((name) => startWorker(name, run, concurrency[name]));
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function startWorker(name: QueueName, run: RunJob, concurrency: number): AnyWorker {
  const redisUrl = env().REDIS_URL;
  const work = async (job: Job) => {
    const jobName = job.name as JobName;
    await run(jobName, jobCatalog[jobName].parse(job.data) as JobPayload<typeof jobName>);
  };
  // How long a killed worker's job waits for the next one. Two at the same work do no harm: the database decides.
  const options = { concurrency, lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 5 };
  const worker: AnyWorker = redisUrl
    ? new Worker(name, work, {
        ...options,
        connection: openRedis(redisUrl, { maxRetriesPerRequest: null }),
        prefix: "rollcall",
      })
    : new onPostgres.Worker(name, work, { ...options, connection: postgresConnection(2) });
  worker.on("error", (err: Error) => log.warn({ err, queue: name }, "the worker cannot reach its queue"));
  return worker;
}

/** Closes this process's queues, and the connections of its workers, which are to be closed before. */
export async function closeQueues(): Promise<void> {
  await Promise.all([...(kept.rollcallQueues?.values() ?? [])].map((open) => open.close()));
  kept.rollcallQueues = undefined;
  for (const connection of kept.rollcallRedis ?? []) connection.disconnect();
  kept.rollcallRedis = undefined;
}
