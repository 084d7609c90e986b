/** What Rollcall is in the middle of when something is killed, and what must have come of it in the end. */

import {
  countClients,
  judgeImport,
  judgeNothingStuck,
  judgeStates,
  judgeTransitions,
  unequal,
} from "./judge-states";
import type { LiveInstance } from "./live-instance";
import { expectStates, type MadeFile, makeFile } from "./made-fleet";
import {
  fieldsOf,
  importFile,
  openAppliance,
  opened,
  recordRelease,
  sendFile,
  settled,
  type Times,
  timesBefore,
} from "./played-site";
import { ask, must, type OpenUpload, openUpload, send } from "./requests";
import { listedInSnapshot, transitionsOfRollout } from "./stored-sql";
import { eventually, limits } from "./waiting";

/** One play of a phase on an appliance of its own. */
export interface Stage {
  /** Sets the phase off. */
  begin(): Promise<void>;
  /** Whether it is in the middle of it. */
  isIn(): Promise<boolean>;
  /** When what the phase does was (last) begun, epoch milliseconds: later than the kill means that it was cut off. */
  doneFrom?(): Promise<number>;
  /** After the recovery: brings it to its end, and says what did not come out as it must. */
  finish(): Promise<string[]>;
}

export interface Scene {
  name: string;
  what: string;
  set(world: SceneWorld): Promise<Stage>;
}

export interface SceneWorld {
  instance: LiveInstance;
  key: string;
  rows: number;
  /** Another for each play: hosts known on another appliance would be asked about. */
  seed: number;
}

interface Ground {
  times: Times;
  applianceId: number;
  make: (exportedAt: number, badEvery: number, rows?: number) => MadeFile;
}

async function ground({ instance, key, rows, seed }: SceneWorld, more = {}): Promise<Ground> {
  const times = timesBefore(Date.now());
  const applianceId = await openAppliance(instance, key, more);
  return {
    times,
    applianceId,
    make: (exportedAt, badEvery, count = rows) =>
      makeFile({ rows: count, seed, installedAt: times.installedAt, exportedAt, badEvery }),
  };
}

/** Everything that must hold of an appliance at rest. */
async function judgeAll(
  { instance }: SceneWorld,
  { applianceId, times }: Ground,
  rolloutId: number,
  files: readonly MadeFile[],
  mode: "observe" | "control" = "observe",
): Promise<string[]> {
  const expected = expectStates(files, { installedAt: times.installedAt, mode }, Date.now());
  return [
    ...(await judgeStates(instance, rolloutId, expected)),
    ...(await judgeTransitions(instance, rolloutId)),
    ...(await judgeNothingStuck(instance, applianceId)),
    ...unequal("appliance", [["clients", await countClients(instance, applianceId), expected.size]]),
  ];
}

async function importStatus({ instance }: SceneWorld, id: number): Promise<string> {
  const [row] = await instance.query<{ status: string }>("SELECT status FROM import WHERE id = $1", [id]);
  return row?.status ?? "none";
}

async function instantOf({ instance }: SceneWorld, sql: string, id: number): Promise<number> {
  const [row] = await instance.query<{ at: string | null }>(sql, [id]);
  return Number(row?.at ?? 0);
}

/** An import of a whole fleet, until it is in `status`. */
function importing(status: "parsing" | "applying"): Scene["set"] {
  return async (world) => {
    const { instance, key } = world;
    const site = await ground(world);
    const file = site.make(site.times.firstExportAt, 500);
    const rolloutId = await recordRelease(instance, key, site.applianceId, site.times.installedAt);
    await opened(instance, key, rolloutId);
    let id = 0;
    return {
      async begin() {
        id = await sendFile(instance, key, site.applianceId, file);
      },
      isIn: async () => (await importStatus(world, id)) === status,
      doneFrom: () =>
        instantOf(world, "SELECT extract(epoch FROM applied_at) * 1000 AS at FROM import WHERE id = $1", id),
      async finish() {
        await settled(instance, key, id);
        return [
          ...(await judgeImport(instance, id, file)),
          ...(await judgeAll(world, site, rolloutId, [file])),
        ];
      },
    };
  };
}

/** Pieces of files that no import was made of. */
export function countOrphans(instance: LiveInstance): Promise<number> {
  return instance.count(
    `SELECT count(*) AS n FROM import_chunk c WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.upload_id = c.upload_id)`,
  );
}

/** A file of which the first megabytes are kept and the rest is still to come. */
const uploading: Scene["set"] = async (world) => {
  const { instance, key } = world;
  const site = await ground(world);
  // More than one kept piece, whatever the size of the drill.
  const file = site.make(site.times.firstExportAt, 500, Math.max(world.rows, 20_000));
  const rolloutId = await recordRelease(instance, key, site.applianceId, site.times.installedAt);
  await opened(instance, key, rolloutId);
  const orphansBefore = await countOrphans(instance);
  let sending: OpenUpload;
  return {
    async begin() {
      sending = openUpload(instance, key, fieldsOf(site.applianceId, file), {
        name: "list.csv",
        bytes: file.bytes,
      });
      await sending.push(Math.floor(sending.length * 0.7));
    },
    isIn: async () => (await countOrphans(instance)) > orphansBefore,
    async finish() {
      sending.finish();
      const answer = await sending.answer.catch(() => null);
      const wrong: string[] = [];
      const imports = () =>
        instance.count("SELECT count(*) AS n FROM import WHERE appliance_id = $1", site.applianceId);
      const isTaken = answer?.status === 202;
      if (answer && !isTaken && answer.status !== 503) {
        wrong.push(`the upload was answered ${answer.status} ${answer.text.slice(0, 200)}`);
      }
      if (!isTaken)
        wrong.push(...unequal("an upload that nobody acknowledged", [["imports", await imports(), 0]]));
      const id = isTaken ? answer.body.id : await sendFile(instance, key, site.applianceId, file);
      await settled(instance, key, id);
      return [
        ...wrong,
        ...unequal("appliance", [["imports", await imports(), 1]]),
        ...(await judgeImport(instance, id, file)),
        ...(await judgeAll(world, site, rolloutId, [file])),
      ];
    },
  };
};

const openingRollout: Scene["set"] = async (world) => {
  const { instance, key } = world;
  const site = await ground(world);
  const file = site.make(site.times.firstExportAt, 500);
  await importFile(instance, key, site.applianceId, file);
  let rolloutId = 0;
  return {
    async begin() {
      rolloutId = await recordRelease(instance, key, site.applianceId, site.times.installedAt);
    },
    isIn: async () => (await rolloutStatus(world, rolloutId)) === "opening",
    doneFrom: () =>
      instantOf(
        world,
        "SELECT extract(epoch FROM min(state_since)) * 1000 AS at FROM client_now WHERE rollout_id = $1",
        rolloutId,
      ),
    async finish() {
      await opened(instance, key, rolloutId);
      return judgeAll(world, site, rolloutId, [file]);
    },
  };
};

async function rolloutStatus({ instance }: SceneWorld, id: number): Promise<string> {
  const [row] = await instance.query<{ status: string }>("SELECT status FROM rollout WHERE id = $1", [id]);
  return row?.status ?? "none";
}

const switchingToControl: Scene["set"] = async (world) => {
  const { instance, key } = world;
  const site = await ground(world, { cap: 5 });
  const file = site.make(site.times.firstExportAt, 500);
  const rolloutId = await recordRelease(instance, key, site.applianceId, site.times.installedAt);
  await importFile(instance, key, site.applianceId, file);
  await opened(instance, key, rolloutId);
  const path = `/api/v1/rollouts/${rolloutId}`;
  return {
    begin: async () =>
      void (await must(200, instance, path, { key, method: "PATCH", body: { mode: "control" } })),
    isIn: async () => (await rolloutStatus(world, rolloutId)) === "opening",
    doneFrom: () =>
      instantOf(
        world,
        `SELECT extract(epoch FROM max(at)) * 1000 AS at FROM (${transitionsOfRollout}) t WHERE to_state = 'queued'`,
        rolloutId,
      ),
    async finish() {
      await opened(instance, key, rolloutId);
      const wrong = await judgeAll(world, site, rolloutId, [file], "control");
      const unplaced = () =>
        instance.count(
          "SELECT count(*) AS n FROM client_now WHERE rollout_id = $1 AND state = 'queued' AND turn IS NULL",
          rolloutId,
        );
      await eventually(
        "a place in the queue for everybody",
        limits.work,
        async () => (await unplaced()) === 0,
      );
      return [...wrong, ...(await judgeFirstSlot(world, site, rolloutId))];
    },
  };
};

/** The queue gives out a slot and takes it back. */
async function judgeFirstSlot(
  { instance, key }: SceneWorld,
  site: Ground,
  rolloutId: number,
): Promise<string[]> {
  const [first] = await instance.query<{ id: number }>(
    `SELECT client_id AS id FROM client_now WHERE rollout_id = $1 AND state = 'queued' ORDER BY wave, COALESCE(priority, 0) DESC, turn, client_id LIMIT 1`,
    [rolloutId],
  );
  const body = { applianceId: site.applianceId, clientId: first?.id };
  const slot = await ask(
    instance,
    "/api/v1/slots",
    { key, body },
    ({ status }) => status === 201 || status === 200,
    limits.recovery,
  );
  const back = await send(instance, `/api/v1/slots/${slot.body.id}?fence=${slot.body.fence}&outcome=done`, {
    key,
    method: "DELETE",
  });
  return back.status === 200 ? [] : [`the first slot could not be given back: ${back.status} ${back.text}`];
}

const takingBack: Scene["set"] = async (world) => {
  const { instance, key } = world;
  const site = await ground(world);
  const first = site.make(site.times.firstExportAt, 500);
  const second = site.make(site.times.secondExportAt, 700);
  const rolloutId = await recordRelease(instance, key, site.applianceId, site.times.installedAt);
  await importFile(instance, key, site.applianceId, first);
  const id = await importFile(instance, key, site.applianceId, second);
  return {
    async begin() {
      // Its answer waits for the end, and is lost with the web process.
      void send(instance, `/api/v1/imports/${id}`, { key, method: "DELETE" }).catch(() => undefined);
    },
    isIn: async () =>
      (await instance.count(
        "SELECT count(*) AS n FROM import WHERE id = $1 AND wanted_taken_back_by IS NOT NULL",
        id,
      )) === 1,
    doneFrom: () =>
      instantOf(world, "SELECT extract(epoch FROM taken_back_at) * 1000 AS at FROM import WHERE id = $1", id),
    async finish() {
      await settled(instance, key, id);
      const left = await instance.count(listedInSnapshot, id);
      return [
        ...unequal(`import ${id}`, [
          ["status", await importStatus(world, id), "taken_back"],
          ["clients listed", left, 0],
        ]),
        ...(await judgeAll(world, site, rolloutId, [first])),
      ];
    },
  };
};

/** What a person is shown of an import that waits: the question, what it would do, what was told of its lines. */
async function waitingWith({ instance }: SceneWorld, id: number): Promise<string> {
  const [row] = await instance.query<Record<string, unknown>>(
    `SELECT status, question::text, outcome::text, diff::text, notices::text,
            (SELECT count(*) FROM import_notice n WHERE n.import_id = i.id) AS "noticeRows",
            (SELECT count(*) FROM import_outcome o WHERE o.import_id = i.id) AS "outcomeRows",
            (SELECT count(*) FROM import_reject r WHERE r.import_id = i.id) AS "rejectRows",
            (SELECT count(*) FROM snapshot_block s WHERE s.import_id = i.id) AS blocks
       FROM import i WHERE id = $1`,
    [id],
  );
  return JSON.stringify(row);
}

const awaitingConfirmation: Scene["set"] = async (world) => {
  const { instance, key } = world;
  const site = await ground(world);
  const whole = site.make(site.times.firstExportAt, 500);
  const part = site.make(site.times.secondExportAt, 700, Math.floor(world.rows * 0.6));
  const rolloutId = await recordRelease(instance, key, site.applianceId, site.times.installedAt);
  await importFile(instance, key, site.applianceId, whole);
  const before = expectStates([whole], { installedAt: site.times.installedAt, mode: "observe" }, Date.now());
  let id = 0;
  let shown = "";
  return {
    async begin() {
      id = await sendFile(instance, key, site.applianceId, part);
      const status = await settled(instance, key, id);
      if (status !== "needs_confirmation") throw new Error(`import ${id} is ${status}`);
      shown = await waitingWith(world, id);
    },
    isIn: async () => (await importStatus(world, id)) === "needs_confirmation",
    async finish() {
      const wrong = await judgeStates(instance, rolloutId, before);
      const still = await waitingWith(world, id);
      if (still !== shown) wrong.push(`what waited for a person was ${shown} and is ${still}`);
      await must(202, instance, `/api/v1/imports/${id}/confirmation`, { key, body: { confirmed: true } });
      await settled(instance, key, id);
      return [
        ...wrong,
        ...(await judgeImport(instance, id, part, [whole])),
        ...(await judgeAll(world, site, rolloutId, [whole, part])),
      ];
    },
  };
};

export const scenes: readonly Scene[] = [
  { name: "upload", what: "an upload arrives", set: uploading },
  { name: "parsing", what: "a file is read", set: importing("parsing") },
  { name: "applying", what: "an import is applied", set: importing("applying") },
  { name: "opening", what: "a rollout opens", set: openingRollout },
  { name: "control", what: "a rollout goes to control mode", set: switchingToControl },
  { name: "taking-back", what: "an import is taken back", set: takingBack },
  { name: "confirmation", what: "an import waits to be confirmed", set: awaitingConfirmation },
];
