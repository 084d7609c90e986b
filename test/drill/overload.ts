/** More asked at once than can be done: whoever comes too late is told so at once, and nobody takes the process for dead. */
import { type Drill, playPart } from "./finding";
import { LiveInstance } from "./live-instance";
import { makeFile } from "./made-fleet";
import { importFile, openAppliance, opened, recordRelease, timesBefore } from "./played-site";
import { calmWorstMs, judgeProbes, type Probe, startProbes, worstOf } from "./probes";
import { type Answer, send } from "./requests";
import { burstSettings, playSignInBurst } from "./sign-in-burst";
import { adminSettings, signIn } from "./signed-in";
import { eventually } from "./waiting";

const atOnce = 300;

function isRight({ status, headers, body, text }: Answer, isPage: boolean): boolean {
  if (status === 200) return true;
  if (status !== 503 || !(Number(headers["retry-after"]) > 0)) return false;
  return isPage ? /busy|more to do|overloaded/i.test(text) : body?.code === "overloaded";
}

export const drillOverload: Drill = async (plan) => {
  const instance = await LiveInstance.prepare({ ...adminSettings, ...burstSettings });
  try {
    await instance.start();
    const key = await instance.makeKey("admin");
    const cookie = await signIn(instance);
    const times = timesBefore(Date.now());
    const applianceId = await openAppliance(instance, key);
    const rolloutId = await recordRelease(instance, key, applianceId, times.installedAt);
    const rows = plan.quick ? plan.rows : 50_000;
    const made = {
      rows,
      seed: 815,
      badEvery: 500,
      installedAt: times.installedAt,
      exportedAt: times.firstExportAt,
    };
    await importFile(instance, key, applianceId, makeFile(made));
    await opened(instance, key, rolloutId);

    const requests = {
      api: [
        `/api/v1/clients?applianceId=${applianceId}&limit=500&sort=lastSeenAt`,
        `/api/v1/clients?applianceId=${applianceId}&limit=500&q=pc-0`,
        `/api/v1/rollouts/${rolloutId}`,
        `/api/v1/clients.csv?applianceId=${applianceId}&state=overdue`,
      ],
      pages: ["/", `/rollouts/${rolloutId}`, `/clients?applianceId=${applianceId}`, "/imports"],
    };
    const seen = { overview: "/", clients: `/clients?applianceId=${applianceId}` };
    const signIns = await playSignInBurst(plan, instance, { cookie, seen });
    const probes: Probe[] = [
      { name: "healthz", path: "/healthz" },
      { name: "readyz", path: "/readyz" },
    ];
    const calmMs = await calmWorstMs(instance, probes);
    const play = (kind: "api" | "pages") => async () => {
      const asking = startProbes(instance, probes);
      const told: Record<string, number> = {};
      const wrong: string[] = [];
      const paths = requests[kind];
      const credentials = { ...(kind === "pages" ? { cookie } : { key }), discards: true };
      await Promise.all(
        Array.from({ length: atOnce }, async (_, index) => {
          const path = paths[index % paths.length] ?? "/";
          const answer = await send(instance, path, { ...credentials, timeoutMs: 300_000 }).catch(
            (error: Error) => error,
          );
          const word =
            answer instanceof Error ? answer.message : `${answer.status} ${answer.body?.code ?? ""}`.trim();
          told[word] = (told[word] ?? 0) + 1;
          if (answer instanceof Error || !isRight(answer, kind === "pages")) {
            wrong.push(
              `${path} was answered ${word} ${answer instanceof Error ? "" : answer.text.slice(0, 120)}`,
            );
          }
        }),
      );
      const results = await asking.stop();
      const lagMs = asking.ownLagMs();
      await eventually("a plain answer afterwards", 120, async () => {
        const path = paths[0] ?? "/";
        return (await send(instance, path, credentials)).status === 200;
      });
      const { healthz, readyz } = results;
      return {
        figures: `${Object.entries(told)
          .map(([word, count]) => `${count} × ${word}`)
          .join(", ")}; ${worstOf(results)} (calm ${calmMs.toFixed(0)} ms, own lag ${lagMs.toFixed(0)} ms)`,
        wrong: [
          ...(wrong.length > 0 ? [`${wrong.length} wrong answers, the first: ${wrong[0]}`] : []),
          ...judgeProbes({ healthz } as never, { allowed: /^200/, limitMs: 1_000, calmMs, lagMs }),
          ...judgeProbes({ readyz } as never, {
            allowed: /^200( ok| busy)?$/,
            limitMs: 5_000,
            calmMs,
            lagMs,
          }),
        ],
      };
    };
    return [
      signIns,
      await playPart(plan, "heavy API requests at once", atOnce, play("api")),
      await playPart(plan, "heavy pages at once", atOnce, play("pages")),
    ];
  } finally {
    await instance.remove();
  }
};
