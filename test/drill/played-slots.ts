/** Endpoints that ask for slots, hold, renew and give back, or are never heard of again; whatever breaks, they ask on. */
import type { LiveInstance } from "./live-instance";
import { type Answer, send } from "./requests";
import { pause } from "./waiting";

/** A slot as Rollcall acknowledged it. */
export interface KnownGrant {
  id: number;
  fence: number;
  clientId: number;
  /** Epoch milliseconds at which the answer was there. */
  at: number;
}

/** A slot that was given back, and what was answered. */
export interface KnownRelease {
  id: number;
  fence: number;
  outcome: "done" | "failed";
  status: number;
}

export interface EndpointRun {
  grants: KnownGrant[];
  releases: KnownRelease[];
  /** Answers by status and code. */
  told: Record<string, number>;
  /** Connections that broke or were refused. */
  broken: number;
}

export interface EndpointPlan {
  key: string;
  applianceId: number;
  clientIds: readonly number[];
  lanes: number;
  /** One in so many endpoints takes a slot and dies. */
  diesEvery: number;
}

const giveUpMs = 300_000;

/** Plays until `stop` is called; each lane has clients of its own, for which nobody else asks. */
export function playEndpoints(
  instance: LiveInstance,
  plan: EndpointPlan,
): { run: EndpointRun; stop: () => Promise<void> } {
  const run: EndpointRun = { grants: [], releases: [], told: {}, broken: 0 };
  let isOver = false;

  /** Sends until it is answered by Rollcall doing its work. */
  async function persist(path: string, method: string, body?: unknown): Promise<Answer | null> {
    const deadlineMs = performance.now() + giveUpMs;
    while (performance.now() < deadlineMs) {
      const answer = await send(instance, path, { key: plan.key, method, body, timeoutMs: 30_000 }).catch(
        () => null,
      );
      if (!answer) run.broken++;
      else {
        const told = `${answer.status} ${answer.body?.code ?? ""}`.trim();
        run.told[told] = (run.told[told] ?? 0) + 1;
        if (answer.status < 500) return answer;
      }
      await pause(250);
    }
    throw new Error(`${method} ${path} was not answered for ${giveUpMs / 1000} s`);
  }

  async function playOne(clientId: number, turn: number): Promise<void> {
    const asked = await persist("/api/v1/slots", "POST", { applianceId: plan.applianceId, clientId });
    if (asked?.status !== 201 && asked?.status !== 200) {
      await pause(asked?.status === 423 ? 150 + Math.random() * 300 : 20);
      return;
    }
    const { id, fence } = asked.body;
    run.grants.push({ id, fence, clientId, at: Date.now() });
    if (turn % plan.diesEvery === plan.diesEvery - 1) return;
    await pause(200 + Math.random() * 1_000);
    if (turn % 4 === 1) await persist(`/api/v1/slots/${id}`, "PUT", { fence });
    const outcome = turn % 5 === 2 ? "failed" : "done";
    const back = await persist(`/api/v1/slots/${id}?fence=${fence}&outcome=${outcome}`, "DELETE");
    run.releases.push({ id, fence, outcome, status: back?.status ?? 0 });
  }

  const playing = Promise.all(
    Array.from({ length: plan.lanes }, async (_, lane) => {
      const mine = plan.clientIds.filter((_id, index) => index % plan.lanes === lane);
      for (let turn = 0; !isOver; turn++) await playOne(mine[turn % mine.length] ?? 0, lane + turn);
    }),
  );
  // Whoever plays looks at what became of it when it stops.
  playing.catch(() => undefined);
  return {
    run,
    async stop() {
      isOver = true;
      await playing;
    },
  };
}
