/** How many requests this process has answered, by operation, and how long it took, by group of operations. */
import type { Metric, Sample } from "./metrics-text";

/** Upper bounds in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Durations {
  /** How many took no longer than the bound of their place. */
  within: number[];
  seconds: number;
  count: number;
}

interface Answered {
  /** By operation and class of status. */
  counts: Map<string, { operation: string; status: string; count: number }>;
  durations: Map<string, Durations>;
}

// One store even where Next loads this module more than once.
const store = globalThis as { rollcallAnswered?: Answered };

function answered(): Answered {
  store.rollcallAnswered ??= { counts: new Map(), durations: new Map() };
  return store.rollcallAnswered;
}

/** An answer. `operation` and `group` are names of the code, never what somebody sent. */
export interface AnsweredRequest {
  operation: string;
  group: string;
  status: number;
  ms: number;
}

export function noteAnswer({ operation, group, status, ms }: AnsweredRequest): void {
  const { counts, durations } = answered();
  const statusClass = `${Math.floor(status / 100)}xx`;
  const key = `${operation} ${statusClass}`;
  const counted = counts.get(key) ?? { operation, status: statusClass, count: 0 };
  counted.count++;
  counts.set(key, counted);
  const took = durations.get(group) ?? { within: bounds.map(() => 0), seconds: 0, count: 0 };
  const seconds = ms / 1_000;
  bounds.forEach((bound, place) => {
    if (seconds <= bound) took.within[place] = (took.within[place] ?? 0) + 1;
  });
  took.seconds += seconds;
  took.count++;
  durations.set(group, took);
}

export function requestMetrics(): Metric[] {
  const { counts, durations } = answered();
  return [
    {
      name: "rollcall_http_requests_total",
      help: "Requests that this web process has answered, by operation and class of status.",
      type: "counter",
      samples: [...counts.values()].map(({ operation, status, count }) => ({
        labels: { operation, status },
        value: count,
      })),
    },
    {
      name: "rollcall_http_request_duration_seconds",
      help: "How long this web process took to answer, by group of operations.",
      type: "histogram",
      samples: [...durations].flatMap(([group, took]) => histogram(group, took)),
    },
  ];
}

function histogram(group: string, { within, seconds, count }: Durations): Sample[] {
  const bucket = (le: string, value: number): Sample => ({ suffix: "_bucket", labels: { group, le }, value });
  return [
    ...bounds.map((bound, place) => bucket(String(bound), within[place] ?? 0)),
    bucket("+Inf", count),
    { suffix: "_sum", labels: { group }, value: seconds },
    { suffix: "_count", labels: { group }, value: count },
  ];
}
