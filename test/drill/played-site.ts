/** An appliance with its fleet and rollout, made through the API of a running instance. */
import type { LiveInstance } from "./live-instance";
import type { MadeFile } from "./made-fleet";
import { ask, must, send, upload } from "./requests";
import { limits } from "./waiting";

const hour = 3_600_000;

/** The instants that every drill goes by: a release three days ago, an export after everybody was due, and a newer one. */
export interface Times {
  installedAt: number;
  firstExportAt: number;
  secondExportAt: number;
}

export function timesBefore(now: number): Times {
  const back = (hours: number) => Math.floor((now - hours * hour) / 60_000) * 60_000;
  return { installedAt: back(72), firstExportAt: back(20), secondExportAt: back(1) };
}

export const instantText = (at: number) => new Date(at).toISOString();

let sites = 0;

/** Registers an appliance whose clock is UTC. */
export async function openAppliance(
  instance: LiveInstance,
  key: string,
  more: Record<string, unknown> = {},
): Promise<number> {
  const name = `Drill ${++sites}`;
  const hostname = `drill-${sites}.example.com`;
  const { body } = await must(201, instance, "/api/v1/appliances", {
    key,
    body: { name, hostname, timeZone: "UTC", ...more },
  });
  return body.id;
}

/** Records a site release; gives its rollout, which is still opening. */
export async function recordRelease(
  instance: LiveInstance,
  key: string,
  applianceId: number,
  installedAt: number,
): Promise<number> {
  const { body } = await must(201, instance, `/api/v1/appliances/${applianceId}/releases`, {
    key,
    body: {
      kind: "site",
      name: "Bomgar-24.3.2",
      version: "24.3.2",
      installedAt: instantText(installedAt),
    },
  });
  return body.rolloutId;
}

export const fieldsOf = (applianceId: number, file: Pick<MadeFile, "exportedAt">) => ({
  applianceId: String(applianceId),
  exportedAt: instantText(file.exportedAt),
});

/** Sends a file; gives its import. @throws Error unless it is taken as a new one */
export async function sendFile(
  instance: LiveInstance,
  key: string,
  applianceId: number,
  file: Pick<MadeFile, "exportedAt" | "bytes">,
): Promise<number> {
  const answer = await upload(instance, key, fieldsOf(applianceId, file), {
    name: "list.csv",
    bytes: file.bytes,
  });
  if (answer.status !== 202) throw new Error(`the file was answered ${answer.status} ${answer.text}`);
  return answer.body.id;
}

const underWay = /^(queued|parsing|applying)$/;

/** Waits until nothing more happens to an import by itself; gives where it stands. */
export async function settled(instance: LiveInstance, key: string, importId: number): Promise<string> {
  const path = `/api/v1/imports/${importId}`;
  const isSettled = ({ status, body }: { status: number; body: { status: string; takingBack: boolean } }) =>
    status === 200 && !underWay.test(body.status) && !body.takingBack;
  return (await ask(instance, path, { key }, isSettled, limits.work)).body.status;
}

/** Sends a file and waits until it is applied. @throws Error when it ends otherwise */
export async function importFile(
  instance: LiveInstance,
  key: string,
  applianceId: number,
  file: Pick<MadeFile, "exportedAt" | "bytes">,
): Promise<number> {
  const id = await sendFile(instance, key, applianceId, file);
  const status = await settled(instance, key, id);
  if (status === "done") return id;
  const { text } = await send(instance, `/api/v1/imports/${id}`, { key });
  throw new Error(`import ${id} is ${status}: ${text.slice(0, 600)}`);
}

/** Waits until a rollout's members are all judged. */
export async function opened(instance: LiveInstance, key: string, rolloutId: number): Promise<void> {
  await ask(
    instance,
    `/api/v1/rollouts/${rolloutId}`,
    { key },
    ({ status, body }) => status === 200 && body.status !== "opening",
    limits.work,
  );
}
