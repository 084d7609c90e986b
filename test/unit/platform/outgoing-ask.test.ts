// The general door: what an answer is, how long it may be, and where plain http goes. On this machine's loopback alone.
import { lookup } from "node:dns/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { ask, whyNotSent } from "@/lib/platform/outgoing";
import { type HttpSink, openSink } from "@/test/support/http-sink";

vi.mock("node:dns/promises", async (importReal) => {
  const real = await importReal<typeof import("node:dns/promises")>();
  return { ...real, lookup: vi.fn(real.lookup) };
});

function dnsSays(...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  vi.mocked(lookup).mockResolvedValueOnce(found as never);
}

function allow(places: string): void {
  vi.stubEnv("ROLLCALL_OUTGOING_ALLOW", places);
  forgetEnv();
}

let sink: HttpSink;
beforeAll(async () => {
  sink = await openSink();
});
afterAll(() => sink.close());
beforeEach(() => {
  sink.received.length = 0;
  sink.answerWith(200);
  allow("127.0.0.1");
});
afterEach(() => {
  vi.mocked(lookup).mockReset();
  vi.unstubAllEnvs();
  forgetEnv();
});

describe("a question", () => {
  it("is a GET unless it is said, on a connection of its own", async () => {
    await ask(sink.url, { headers: { accept: "application/json" } });
    await ask(sink.url, { method: "POST", body: "a=b" });
    expect(sink.received).toMatchObject([
      {
        method: "GET",
        body: "",
        headers: { accept: "application/json", connection: "close", "user-agent": "Rollcall" },
      },
      { method: "POST", body: "a=b", headers: { connection: "close" } },
    ]);
  });

  it("looks its host up anew each time", async () => {
    for (let times = 0; times < 2; times++) {
      dnsSays("127.0.0.1");
      expect(await ask(`http://appliance.example:${sink.port}/`, {})).toMatchObject({ kind: "answered" });
    }
    dnsSays("169.254.169.254");
    expect(await ask(`http://appliance.example:${sink.port}/`, {})).toMatchObject({ kind: "refused" });
    expect(sink.received).toHaveLength(2);
  });
});

describe("an answer", () => {
  it("is told with its headers, in lower case, and its bytes", async () => {
    sink.answerWith((response) =>
      response.writeHead(404, { "X-Total": "7", "Set-Cookie": ["a=1", "b=2"] }).end("ü"),
    );
    expect(await ask(sink.url, {})).toEqual({
      kind: "answered",
      status: 404,
      headers: expect.objectContaining({ "x-total": "7", "set-cookie": "a=1, b=2" }),
      body: Buffer.from("ü"),
      isWhole: true,
    });
  });

  it.each([
    [10, { kind: "answered", isWhole: true, body: Buffer.from("0123456789") }],
    [
      9,
      {
        kind: "failed",
        code: "too_large",
        problem: expect.stringMatching(/its answer is longer than 9 bytes\.$/),
      },
    ],
  ])("of ten bytes with room for %i", async (maxBytes, expected) => {
    sink.answerWith((response) => response.writeHead(200).end("0123456789"));
    expect(await ask(sink.url, { maxBytes })).toMatchObject(expected);
  });

  it("that is cut, or breaks off, is not whole", async () => {
    sink.answerWith((response) => response.writeHead(200).end("0123456789"));
    expect(await ask(sink.url, { maxBytes: 4, longer: "cut" })).toMatchObject({
      body: Buffer.from("0123"),
      isWhole: false,
    });
    sink.answerWith((response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("0123", () => response.destroy());
    });
    expect(await ask(sink.url, {})).toMatchObject({
      kind: "answered",
      body: Buffer.from("0123"),
      isWhole: false,
    });
  });

  it("that does not end in time says so, and what sets the time", async () => {
    sink.answerWith((response) => {
      response.writeHead(200);
      response.write("0123");
    });
    const asked = await ask(sink.url, { timeoutMs: 300, limitedBy: { time: "ROLLCALL_SOME_SECONDS" } });
    expect(asked).toMatchObject({
      kind: "answered",
      isWhole: false,
      slowProblem: expect.stringMatching(
        /its answer did not end within 0\.3 s\. ROLLCALL_SOME_SECONDS sets how long it may take\.$/,
      ),
    });
  });
});

describe("plain http where TLS is needed", () => {
  const question = { needsTls: true };
  it("goes to a name that is listed, and to a name all of whose addresses are", async () => {
    allow("appliance.example");
    dnsSays("127.0.0.1");
    expect(await ask(`http://appliance.example:${sink.port}/`, question)).toMatchObject({ kind: "answered" });
    allow("127.0.0.0/8");
    dnsSays("127.0.0.1");
    expect(await ask(`http://other.example:${sink.port}/`, question)).toMatchObject({ kind: "answered" });
  });

  it.each([
    ["one of whose addresses is not", "127.0.0.0/8", ["127.0.0.1", "10.0.0.9"]],
    ["that is listed under another name", "other.example", ["10.0.0.9"]],
  ])("goes to no name %s", async (_what, places, addresses) => {
    allow(places);
    dnsSays(...addresses);
    const outcome = await ask(`http://appliance.example:${sink.port}/`, question);
    expect(outcome).toMatchObject({ kind: "refused", problem: expect.stringContaining("without TLS") });
    dnsSays(...addresses);
    expect(await whyNotSent(`http://appliance.example:${sink.port}/`, question)).toEqual(outcome);
    expect(sink.received).toEqual([]);
  });
});
