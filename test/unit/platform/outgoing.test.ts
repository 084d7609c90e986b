// Where Rollcall sends requests, and what it makes of the answers. The network here is this machine's loopback alone.
import { lookup } from "node:dns/promises";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { postJson, whyNotSent } from "@/lib/platform/outgoing";
import { whyRefused } from "@/lib/platform/outgoing-address";
import { type HttpSink, openSink } from "@/test/support/http-sink";

// The real resolver, save for the names that a test gives addresses to.
vi.mock("node:dns/promises", async (importReal) => {
  const real = await importReal<typeof import("node:dns/promises")>();
  return { ...real, lookup: vi.fn(real.lookup) };
});

type Found = { address: string; family: number }[];

/** What the DNS says for the next look-ups, in turn. */
function dnsSays(...answers: string[][]): void {
  for (const addresses of answers) {
    const found: Found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    vi.mocked(lookup).mockResolvedValueOnce(found as never);
  }
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
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
  set("ROLLCALL_OUTGOING_ALLOW", "127.0.0.1");
});
afterEach(() => {
  vi.mocked(lookup).mockReset();
  for (const name of ["ROLLCALL_OUTGOING_ALLOW", "DATABASE_URL", "REDIS_URL"]) set(name, undefined);
});

const message = { headers: { "webhook-id": "m1" }, body: '{"hello":"world"}' };

describe("an address", () => {
  it.each([
    ["this machine", "127.0.0.1", "127.255.255.254", "::1"],
    ["no machine", "0.0.0.0", "0.1.2.3", "::"],
    ["link-local and metadata", "169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0"],
    ["metadata elsewhere", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"],
    ["multicast and broadcast", "224.0.0.1", "239.255.255.250", "255.255.255.255", "ff02::1"],
    ["reserved", "192.0.2.1", "198.18.0.1", "240.0.0.1", "2001:db8::1", "fec0::1", "100::1", "4000::1"],
    ["IPv4 in IPv6", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::127.0.0.1"],
    ["translated to IPv4", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::"],
  ])("of %s is refused", (_what, ...addresses) => {
    for (const address of addresses) expect(whyRefused(address, []), address).not.toBeNull();
  });

  it("is refused on every interface of this machine, unless it is allowed", () => {
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    expect(own).not.toEqual([]);
    for (const { address } of own) {
      expect(whyRefused(address, []), address).not.toBeNull();
      if (!address.includes("%")) expect(whyRefused(address, [address]), address).toBeNull();
    }
  });

  it.each([
    ["the internet", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"],
    ["the local network", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12:3456::1"],
  ])("of %s is open", (_what, ...addresses) => {
    for (const address of addresses) expect(whyRefused(address, []), address).toBeNull();
  });

  it.each([
    ["127.0.0.1", ["127.0.0.1"], true],
    ["127.0.0.2", ["127.0.0.1"], false],
    ["127.0.0.2", ["127.0.0.0/8"], true],
    ["::ffff:127.0.0.1", ["127.0.0.1"], true],
    ["127.0.0.1", ["::ffff:127.0.0.1"], true],
    ["::1", ["127.0.0.0/8"], false],
    ["fe80::1", ["fe80::/10"], true],
    ["169.254.169.254", ["receiver.example", "10.0.0.0/8"], false],
  ])("%s with %j listed: %s", (address, allowed, open) => {
    expect(whyRefused(address, allowed) === null).toBe(open);
  });
});

describe("a request", () => {
  it("arrives as JSON with its headers", async () => {
    sink.answerWith((response) => response.writeHead(202).end("thanks"));
    expect(await postJson(sink.url, message)).toEqual({ kind: "answered", status: 202, body: "thanks" });
    expect(sink.received).toEqual([
      {
        method: "POST",
        path: "/hook",
        body: message.body,
        headers: expect.objectContaining({
          "webhook-id": "m1",
          "content-type": "application/json",
          "user-agent": "Rollcall",
          host: `127.0.0.1:${sink.port}`,
        }),
      },
    ]);
  });

  it.each([
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "%31%32%37.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
    "[::]",
    "localhost",
    "LOCALHOST",
    "169.254.169.254",
  ])("to %s is refused, with a sentence, and nothing arrives", async (host) => {
    set("ROLLCALL_OUTGOING_ALLOW", undefined);
    const address = `http://${host}:${sink.port}/hook`;
    const outcome = await postJson(address, message);
    expect(outcome).toEqual({
      kind: "refused",
      problem: expect.stringMatching(/^Rollcall sends nothing to .* ROLLCALL_OUTGOING_ALLOW\.$/),
    });
    expect(await whyNotSent(address)).toEqual(outcome);
    expect(sink.received).toEqual([]);
  });

  it.each([
    ["nonsense", "This is not an address"],
    ["ftp://example.com/", "Only addresses that begin with https:// or http://"],
    ["file:///etc/passwd", "Only addresses that begin with https:// or http://"],
    ["gopher://127.0.0.1/", "Only addresses that begin with https:// or http://"],
    ["https://me:secret@example.com/", "Leave user name and password out"],
  ])("to %s is refused", async (address, sentence) => {
    const outcome = await postJson(address, message);
    expect(outcome).toEqual({ kind: "refused", problem: expect.stringContaining(sentence) });
    expect(JSON.stringify(outcome)).not.toContain("secret");
  });

  it("to a name that leads to a refused address is refused", async () => {
    dnsSays(["169.254.169.254"]);
    expect(await postJson("http://innocent.example/", message)).toEqual({
      kind: "refused",
      problem: expect.stringContaining("innocent.example: it leads to 169.254.169.254"),
    });
  });

  it("goes to the address that was checked, whatever the name says afterwards", async () => {
    dnsSays(["127.0.0.1"], ["169.254.169.254"], ["169.254.169.254"]);
    const outcome = await postJson(`http://receiver.example:${sink.port}/hook`, message);
    expect(outcome).toMatchObject({ kind: "answered", status: 200 });
    expect(sink.received[0]?.headers.host).toBe(`receiver.example:${sink.port}`);
  });

  it("to a name with several addresses goes to one that may be reached", async () => {
    dnsSays(["::1", "127.0.0.1"]);
    expect(await postJson(`http://both.example:${sink.port}/hook`, message)).toMatchObject({ status: 200 });
  });

  it.each(["receiver.example", "Receiver.Example, 10.0.0.1"])(
    "to a name that is listed (%s) goes anywhere",
    async (allowed) => {
      set("ROLLCALL_OUTGOING_ALLOW", allowed);
      dnsSays(["127.0.0.1"]);
      expect(await postJson(`http://receiver.example:${sink.port}/hook`, message)).toMatchObject({
        status: 200,
      });
    },
  );

  it("never goes to Rollcall's own database or queue, listed or not", async () => {
    set("DATABASE_URL", `postgresql://u:p@localhost:${sink.port}/rollcall`);
    dnsSays(["127.0.0.1"]);
    expect(await postJson(sink.url, message)).toMatchObject({
      kind: "refused",
      problem: expect.stringContaining("its own database or queue"),
    });
    set("DATABASE_URL", undefined);
    set("REDIS_URL", `redis://127.0.0.1:${sink.port}`);
    expect(await postJson(sink.url, message)).toMatchObject({ kind: "refused" });
    expect(sink.received).toEqual([]);
  });

  it("is not sent on by a redirect", async () => {
    const location = `http://127.0.0.1:${sink.port}/elsewhere`;
    for (const status of [301, 302, 303, 307, 308]) {
      sink.answerWith((response) => response.writeHead(status, { location }).end());
      expect(await postJson(sink.url, message)).toMatchObject({ kind: "answered", status });
    }
    expect(new Set(sink.received.map(({ path }) => path))).toEqual(new Set(["/hook"]));
  });
});

describe("an answer", () => {
  it("is read to 64 KiB and no further", async () => {
    let sentBytes = 0;
    sink.answerWith((response) => {
      response.writeHead(200);
      const part = Buffer.alloc(16_384, "x");
      const more = () => {
        while (!response.destroyed && sentBytes < 64 * 1_048_576) {
          sentBytes += part.length;
          if (!response.write(part)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const outcome = await postJson(sink.url, message);
    expect(outcome).toEqual({ kind: "answered", status: 200, body: "x".repeat(65_536) });
    expect(sentBytes).toBeLessThan(32 * 1_048_576);
  });

  it("that does not begin in time is none", async () => {
    sink.answerWith(() => undefined);
    expect(await postJson(sink.url, { ...message, timeoutMs: 200 })).toEqual({
      kind: "failed",
      problem: `127.0.0.1, port ${sink.port}: it did not answer within 0.2 s.`,
    });
  });

  it("whose body does not end in time counts by its status", async () => {
    sink.answerWith((response) => void response.writeHead(200).write("still "));
    expect(await postJson(sink.url, { ...message, timeoutMs: 300 })).toEqual({
      kind: "answered",
      status: 200,
      body: "still ",
    });
  });

  it("of a name server that is silent is not waited for", async () => {
    vi.mocked(lookup).mockReturnValueOnce(new Promise(() => undefined) as never);
    expect(await postJson("http://slow.example/", { ...message, timeoutMs: 100 })).toMatchObject({
      kind: "failed",
      problem: expect.stringContaining("slow.example, port 80: it did not answer within"),
    });
  });

  it("that never comes is told in a sentence without the path", async () => {
    const closed = await openSink();
    await closed.close();
    expect(await postJson(`${closed.url}/token`, message)).toEqual({
      kind: "failed",
      problem: `127.0.0.1, port ${closed.port}: nothing listens there.`,
    });
    sink.answerWith((response) => response.destroy());
    expect(await postJson(sink.url, message)).toMatchObject({
      problem: expect.stringContaining("it closed the connection without an answer"),
    });
    expect(await postJson(`https://127.0.0.1:${sink.port}/`, message)).toMatchObject({
      problem: expect.stringContaining("it does not speak TLS on that port"),
    });
    vi.mocked(lookup).mockRejectedValueOnce(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    expect(await postJson("http://nowhere.example/", message)).toMatchObject({
      problem: "nowhere.example, port 80: its name is not known to the DNS.",
    });
  });

  it("that is no HTTP is told as such", async () => {
    const server = createServer((socket) => socket.resume().end("SSH-2.0-OpenSSH_9.2\r\n"));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as { port: number };
    expect(await postJson(`http://127.0.0.1:${port}/`, message)).toEqual({
      kind: "failed",
      problem: `127.0.0.1, port ${port}: it does not speak HTTP.`,
    });
    await new Promise((closed) => server.close(closed));
  });
});
