/** What this process takes of the machine, under the names that dashboards for Node know. */
import type { Metric } from "./metrics-text";

export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const one = (type: "counter" | "gauge", name: string, help: string, value: number): Metric => ({
    name,
    help,
    type,
    samples: [{ value }],
  });
  return [
    one(
      "counter",
      "process_cpu_user_seconds_total",
      "Processor time spent in the program, seconds.",
      user / 1e6,
    ),
    one(
      "counter",
      "process_cpu_system_seconds_total",
      "Processor time spent in the system, seconds.",
      system / 1e6,
    ),
    one("counter", "process_cpu_seconds_total", "Processor time, seconds.", (user + system) / 1e6),
    one(
      "gauge",
      "process_start_time_seconds",
      "When the process began, seconds since 1970.",
      performance.timeOrigin / 1_000,
    ),
    one("gauge", "process_resident_memory_bytes", "Memory that the process holds, bytes.", rss),
    one("gauge", "nodejs_heap_size_total_bytes", "Size of the heap of Node's JavaScript, bytes.", heapTotal),
    one("gauge", "nodejs_heap_size_used_bytes", "What of that heap is used, bytes.", heapUsed),
    one("gauge", "nodejs_external_memory_bytes", "Memory that Node holds outside of it, bytes.", external),
  ];
}
