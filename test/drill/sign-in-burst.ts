/** A hundred strangers sign in at once, the first ones that an instance sees: who is in already goes on looking at pages. */
import { type DrillPlan, type Finding, playPart } from "./finding";
import type { LiveInstance } from "./live-instance";
import { calmWorstMs, judgeProbes, type Probe, startProbes, worstOf } from "./probes";
import { type Answer, send } from "./requests";

const atOnce = 100;
const answerWithinMs = 2_000;

/** The addresses of the strangers are told by the drill, as a proxy would. */
export const burstSettings = { ROLLCALL_TRUST_PROXY: "true" };

function isRight({ status, headers, body }: Answer): boolean {
  if (status === 401) return body?.code === "wrong_credentials";
  return status === 503 && body?.code === "sign_in_busy" && Number(headers["retry-after"]) > 0;
}

async function burst(instance: LiveInstance, network: number): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: atOnce }, (_, index) =>
      send(instance, "/api/door/sign-in", {
        headers: { origin: instance.url, "x-forwarded-for": `10.${network}.${index}.1` },
        body: { email: `stranger${network}-${index}@example.com`, password: "not the password" },
      }),
    ),
  );
}

/** `seen`: what somebody with this session looks at meanwhile, beside /healthz and /readyz. */
export function playSignInBurst(
  plan: DrillPlan,
  instance: LiveInstance,
  { cookie, seen }: { cookie: string; seen: Record<string, string> },
): Promise<Finding> {
  const probes: Probe[] = [
    { name: "healthz", path: "/healthz" },
    { name: "readyz", path: "/readyz" },
    ...Object.entries(seen).map(([name, path]) => ({ name, path, cookie })),
  ];
  return playPart(plan, "a hundred sign-ins at once, twice", 2 * atOnce, async () => {
    const calmMs = await calmWorstMs(instance, probes);
    const figures: string[] = [`calm ${calmMs.toFixed(0)} ms`];
    const wrong: string[] = [];
    for (const network of [1, 2]) {
      const asking = startProbes(instance, probes);
      const beganMs = performance.now();
      const answers = await burst(instance, network);
      const tookMs = performance.now() - beganMs;
      const results = await asking.stop();
      const lagMs = asking.ownLagMs();
      const tried = answers.filter(({ status }) => status === 401).length;
      figures.push(
        `burst ${network}: ${tried} × 401, ${atOnce - tried} × 503 in ${(tookMs / 1000).toFixed(1)} s; ${worstOf(results)} (own lag ${lagMs.toFixed(0)} ms)`,
      );
      const odd = answers.find((answer) => !isRight(answer));
      if (odd) wrong.push(`a sign-in was answered ${odd.status} ${odd.text.slice(0, 120)}`);
      const allowed = /^200( ok| busy)?$/;
      wrong.push(...judgeProbes(results, { allowed, limitMs: answerWithinMs, calmMs, lagMs }));
    }
    return { figures: figures.join("; "), wrong };
  });
}
