import { describe, expect, it } from "vitest";
import { metricsText, type Sample } from "@/lib/platform/metrics-text";
import { processMetrics } from "@/lib/platform/process-metrics";
import { noteAnswer, requestMetrics } from "@/lib/platform/request-metrics";

describe("the text format", () => {
  it("writes help, type and numbers; what stands in labels and help cannot break a line", () => {
    const samples: Sample[] = [
      { labels: { name: 'a "b" \\ c\nd', id: 3 }, value: 1.5 },
      { suffix: "_bucket", labels: { le: "+Inf" }, value: Number.POSITIVE_INFINITY },
    ];
    expect(metricsText([{ name: "x_y", help: "One\nline \\ more", type: "gauge", samples }])).toBe(
      '# HELP x_y One\\nline \\\\ more\n# TYPE x_y gauge\nx_y{name="a \\"b\\" \\\\ c\\nd",id="3"} 1.5\nx_y_bucket{le="+Inf"} +Inf\n',
    );
  });

  it("names a metric without numbers, and writes one without labels plainly", () => {
    expect(metricsText([{ name: "none", help: "h", type: "counter", samples: [] }])).toBe(
      "# HELP none h\n# TYPE none counter\n",
    );
    expect(metricsText([{ name: "one", help: "h", type: "counter", samples: [{ value: 0 }] }])).toContain(
      "\none 0\n",
    );
  });
});

describe("requests", () => {
  it("are counted by operation and class, and their times by group, in buckets that include the smaller ones", () => {
    for (const ms of [3, 40, 20_000]) noteAnswer({ operation: "listX", group: "x", status: 200, ms });
    noteAnswer({ operation: "listX", group: "x", status: 404, ms: 1 });
    const text = metricsText(requestMetrics());
    expect(text).toContain('rollcall_http_requests_total{operation="listX",status="2xx"} 3\n');
    expect(text).toContain('rollcall_http_requests_total{operation="listX",status="4xx"} 1\n');
    expect(text).toContain('duration_seconds_bucket{group="x",le="0.005"} 2\n');
    expect(text).toContain('duration_seconds_bucket{group="x",le="10"} 3\n');
    expect(text).toContain('duration_seconds_bucket{group="x",le="+Inf"} 4\n');
    expect(text).toContain('duration_seconds_count{group="x"} 4\n');
    expect(text).toMatch(/duration_seconds_sum\{group="x"\} 20\.04/);
  });

  it("the process tells what it takes", () => {
    expect(metricsText(processMetrics())).toMatch(/process_resident_memory_bytes [1-9]\d{6,}\n/);
  });
});
