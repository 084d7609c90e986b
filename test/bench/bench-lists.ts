/** Lists of clients through the API: every filter in every order, first pages and pages far down, and whether totals are exact. */
import type { PlayedFleet } from "./bench-imports";
import type { Figure } from "./figures";
import { type ListFilter, listFilters, listSorts } from "./list-questions";
import { percentiles } from "./spread";
import { TimedRequests } from "./timed-requests";

export interface ListPlan {
  /** The whole may take about so long; what is left out then is told. */
  seconds: number;
}

interface Page {
  nextCursor: string | null;
  total: number;
}

interface Question {
  filter: ListFilter;
  sort: string;
}

/** Rows of a page as people see it, and of the steps that lead far down. */
const pageRows = 50;
const stepRows = 500;
const steps = 20;

export async function benchLists(
  fleet: PlayedFleet,
  plan: ListPlan,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const { site, days, rolloutId } = fleet;
  const requests = new TimedRequests(site.instance.url, { authorization: `Bearer ${site.key}` });
  const before = await requests.bareMs();
  const address = ({ filter, sort }: Question, limit: number, cursor?: string) =>
    `/api/v1/clients?${new URLSearchParams({
      rolloutId: String(rolloutId),
      ...filter.parameters,
      sort,
      limit: String(limit),
      ...(cursor ? { cursor } : {}),
    })}`;
  const installedAt = Date.parse((await site.rollout(rolloutId)).release.installedAt);
  const questions = shuffled(
    listFilters({ rows: days.rows, installedAt }).flatMap((filter) =>
      listSorts.map((sort) => ({ filter, sort })),
    ),
  );

  const firstPages = await withinSeconds(questions, plan.seconds / 2, async (question) => {
    await requests.get(address(question, pageRows));
    const { ms, text } = await requests.get(address(question, pageRows));
    return { ...question, ms, total: (JSON.parse(text) as Page).total };
  });
  const everybody: ListFilter = { name: "", group: "filter", parameters: {} };
  const farDown = await withinSeconds(
    shuffled(listSorts.map((sort) => ({ filter: everybody, sort }))),
    plan.seconds / 2,
    async (question) => {
      const taken: number[] = [];
      let cursor: string | null = null;
      for (let step = 0; step < steps; step++) {
        const page: Page = JSON.parse(
          (await requests.get(address(question, stepRows, cursor ?? undefined))).text,
        );
        cursor = page.nextCursor;
        if (cursor === null) break;
        taken.push((await requests.get(address(question, pageRows, cursor))).ms);
      }
      return { ...question, taken };
    },
  );
  const after = await requests.bareMs();
  await requests.close();

  for (const { filter, sort, ms } of [...firstPages.done].sort((one, other) => other.ms - one.ms).slice(0, 5))
    tell(`slow: ${filter.name || "everybody"} by ${sort}: ${Math.round(ms)} ms`);
  await tellTotals(fleet, firstPages.done, tell);
  const figure = (work: string, taken: readonly number[], note?: string): Figure => ({
    work: `${work}, p95`,
    rows: days.rows,
    value: percentiles(taken).p95,
    unit: "ms",
    better: "lower",
    bare: { what: "bare request", values: [before, after] },
    aim: "150 ms (300 ms where all are looked at)",
    ...(note ? { note } : {}),
  });
  const of = (group: ListFilter["group"]) =>
    firstPages.done.filter(({ filter }) => filter.group === group).map(({ ms }) => ms);
  return [
    figure("list, any filter and order", of("filter"), firstPages.note),
    figure("list, text search in any order", of("text search"), firstPages.note),
    figure(
      "list, next page down to 10,000th row",
      farDown.done.flatMap(({ taken }) => taken),
      farDown.note,
    ),
  ];
}

/** Whether the totals of states are those that the rollout counts. */
async function tellTotals(
  { site, rolloutId }: PlayedFleet,
  pages: readonly (Question & { total: number })[],
  tell: (line: string) => void,
): Promise<void> {
  const { counts } = await site.rollout(rolloutId);
  const ofStates = pages.filter(({ filter }) => filter.name === `state=${filter.parameters.state}`);
  const wrong = ofStates.filter(({ filter, total }) => {
    const states = filter.parameters.state?.split(",") ?? [];
    return total !== states.reduce((sum, state) => sum + counts[state], 0);
  });
  tell(`totals of states: ${ofStates.length - wrong.length} of ${ofStates.length} are exact`);
}

/** Does as many as there is time for. */
async function withinSeconds<Q, A>(
  questions: readonly Q[],
  seconds: number,
  ask: (question: Q) => Promise<A>,
): Promise<{ done: A[]; note?: string }> {
  const deadlineMs = performance.now() + seconds * 1000;
  const done: A[] = [];
  for (const question of questions) {
    if (performance.now() > deadlineMs && done.length > 0) break;
    done.push(await ask(question));
  }
  const isCut = done.length < questions.length;
  return { done, ...(isCut ? { note: `${done.length} of ${questions.length} combinations` } : {}) };
}

/** The same order each time, and every kind of question early in it. */
function shuffled<T>(items: readonly T[]): T[] {
  const rank = (index: number) => (index * 2_654_435_761) % 4_294_967_296;
  return items
    .map((item, index) => ({ item, rank: rank(index + 1) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
