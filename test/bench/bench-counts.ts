/** How long the server works on the overview, on a rollout's page and on its counts. */
import { signIn } from "../drill/signed-in";
import type { PlayedFleet } from "./bench-imports";
import type { Figure } from "./figures";
import { percentiles } from "./spread";
import { TimedRequests } from "./timed-requests";

export async function benchCounts({ site, days, rolloutId }: PlayedFleet, times: number): Promise<Figure[]> {
  const asPerson = new TimedRequests(site.instance.url, { cookie: await signIn(site.instance) });
  const asScript = new TimedRequests(site.instance.url, { authorization: `Bearer ${site.key}` });
  const asked = [
    { work: "overview", requests: asPerson, path: "/" },
    { work: "rollout page", requests: asPerson, path: `/rollouts/${rolloutId}` },
    { work: "counts of a rollout", requests: asScript, path: `/api/v1/rollouts/${rolloutId}` },
  ];
  const figures: Figure[] = [];
  for (const { work, requests, path } of asked) {
    const before = await asScript.bareMs();
    const taken = await requests.again(path, times);
    const after = await asScript.bareMs();
    figures.push({
      work: `${work}, p95`,
      rows: days.rows,
      value: percentiles(taken).p95,
      unit: "ms",
      better: "lower",
      bare: { what: "bare request", values: [before, after] },
      aim: "50 ms",
    });
  }
  await Promise.all([asPerson.close(), asScript.close()]);
  return figures;
}
