// The listener over real sockets: both framings, datagrams, slow and endless senders, back-pressure, caps, closing.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ListenerOptions } from "@/lib/feeds/syslog/hand-over";
import { tellLosses } from "@/lib/feeds/syslog/listen";
import { openSyslogListener, type SyslogListener } from "@/lib/feeds/syslog/listener";
import { log } from "@/lib/platform/log";

const open: SyslogListener[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

async function listen(more: Partial<ListenerOptions> = {}) {
  const lines: string[] = [];
  const senders = new Set<string>();
  const onLines = async (came: string[], from: string) => {
    lines.push(...came);
    senders.add(from);
  };
  const listener = await openSyslogListener({
    host: "127.0.0.1",
    tcpPort: 0,
    udpPort: 0,
    maxConnections: 10,
    maxLineBytes: 1_000,
    maxQueued: 2_000,
    idleMs: 10_000,
    onLines,
    ...more,
  });
  open.push(listener);
  return { listener, lines, senders };
}

async function dial({ tcpPort }: SyslogListener): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: tcpPort ?? 0 });
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function sendDatagrams({ udpPort }: SyslogListener, texts: readonly string[]): Promise<void> {
  const socket = createSocket("udp4");
  for (const text of texts) {
    await new Promise((resolve) => socket.send(text, udpPort ?? 0, "127.0.0.1", resolve));
    // The listener lives in this process: it has to get a turn before the system's buffer is full.
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.close();
}

/** Waits for what has to come about, on a machine that may be busy. */
function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000 });
}

/** A promise and what keeps it. */
function gate() {
  let lift = () => {};
  const lifted = new Promise<void>((resolve) => {
    lift = resolve;
  });
  return { lifted, lift };
}

describe("TCP", () => {
  it("takes both framings from one connection and says who sent them", async () => {
    const { listener, lines, senders } = await listen();
    const socket = await dial(listener);
    socket.write("<1>one\n7 <1>two\n\n<1>three\n");
    await until(() => expect(lines).toEqual(["<1>one", "<1>two\n", "<1>three"]));
    expect([...senders]).toEqual(["127.0.0.1"]);
  });

  it("waits for a sender who sends byte by byte", async () => {
    const { listener, lines } = await listen();
    const socket = await dial(listener);
    socket.setNoDelay(true);
    for (const byte of Buffer.from("<1>slow \u00e9\n")) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => expect(lines).toEqual(["<1>slow \u00e9"]));
  });

  it("leaves out a line too long, counts it, and reads on", async () => {
    const { listener, lines } = await listen();
    const socket = await dial(listener);
    socket.write(`<1>${"x".repeat(50_000)}\n<1>next\n`);
    await until(() => expect(lines).toEqual(["<1>next"]));
    expect(listener.counts.brokenFrames).toBe(1);
  });

  it("does not take half a line when the connection ends", async () => {
    const { listener, lines } = await listen();
    const socket = await dial(listener);
    socket.end("<1>whole\n<1>half");
    await once(socket, "close");
    await until(() => expect(listener.counts.brokenFrames).toBe(1));
    expect(lines).toEqual(["<1>whole"]);
  });

  it("hangs up on who sends nothing, not on who has to wait for us", async () => {
    const { lifted, lift } = gate();
    const came: string[] = [];
    const { listener } = await listen({
      idleMs: 500,
      onLines: async (lines) => {
        came.push(...lines);
        await lifted;
      },
    });
    const busy = await dial(listener);
    busy.write("<1>one\n");
    await until(() => expect(came).toEqual(["<1>one"]));
    const idle = await dial(listener);
    await once(idle, "close");
    expect(busy.closed).toBe(false);
    lift();
    await once(busy, "close");
  });

  it("reads no further while lines are taken in, so that the sender is held up", async () => {
    const { lifted, lift } = gate();
    let calls = 0;
    let taken = 0;
    const { listener } = await listen({
      onLines: async (lines) => {
        calls += 1;
        taken += lines.length;
        await lifted;
      },
    });
    const socket = await dial(listener);
    const line = `<1>${"x".repeat(900)}\n`;
    const count = 60_000;
    socket.write(line.repeat(count));
    await until(() => expect(calls).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toBe(1);
    expect(socket.writableLength).toBeGreaterThan(10_000_000);
    lift();
    await until(() => expect(taken).toBe(count));
  });

  it("hangs up on who cannot be served, counts the lines, and serves the others", async () => {
    const lines: string[] = [];
    const { listener } = await listen({
      onLines: async (came) => {
        if (came.includes("<1>bad")) throw new Error("the database is down");
        lines.push(...came);
      },
    });
    const socket = await dial(listener);
    socket.write("<1>bad\n");
    await once(socket, "close");
    expect(listener.counts.failedLines).toBe(1);
    (await dial(listener)).write("<1>good\n");
    await until(() => expect(lines).toEqual(["<1>good"]));
  });

  it("hangs up on hundreds who come beyond the cap, and has room again when somebody goes", async () => {
    const { listener, lines } = await listen({ maxConnections: 20 });
    const first = await Promise.all(Array.from({ length: 20 }, () => dial(listener)));
    for (const socket of first) socket.write("<1>in\n");
    await until(() => expect(lines).toHaveLength(20));
    const late = await Promise.all(Array.from({ length: 300 }, () => dial(listener)));
    await Promise.all(late.map((socket) => socket.closed || once(socket, "close")));
    expect(listener.counts.refusedConnections).toBe(300);
    expect(first.every((socket) => !socket.closed)).toBe(true);

    first[0]?.end();
    await until(async () => {
      (await dial(listener)).write("<1>again\n");
      await vi.waitFor(() => expect(lines).toContain("<1>again"));
    });
  });

  it("outlives a connection that is reset", async () => {
    const { listener, lines } = await listen();
    const socket = await dial(listener);
    socket.write("<1>before\n");
    await until(() => expect(lines).toEqual(["<1>before"]));
    socket.resetAndDestroy();
    (await dial(listener)).write("<1>after\n");
    await until(() => expect(lines).toEqual(["<1>before", "<1>after"]));
  });
});

describe("UDP", () => {
  it("takes each datagram as a line", async () => {
    const { listener, lines, senders } = await listen();
    await sendDatagrams(listener, ["<1>one\n", "<1>two"]);
    await until(() => expect(lines).toEqual(["<1>one\n", "<1>two"]));
    expect([...senders]).toEqual(["127.0.0.1"]);
  });

  it("drops what is too long and counts it", async () => {
    const { listener, lines } = await listen();
    await sendDatagrams(listener, ["x".repeat(1_001), "<1>next"]);
    await until(() => expect(lines).toEqual(["<1>next"]));
    expect(listener.counts.droppedDatagrams).toBe(1);
  });

  it("keeps so many while lines are taken in, drops the rest and counts them", async () => {
    const { lifted, lift } = gate();
    let taken = 0;
    const { listener } = await listen({
      onLines: async (lines) => {
        await lifted;
        taken += lines.length;
      },
    });
    for (let sent = 0; sent < 2_500; sent += 100) {
      await sendDatagrams(
        listener,
        Array.from({ length: 100 }, () => "<1>x"),
      );
    }
    await until(() => expect(listener.counts.droppedDatagrams).toBeGreaterThan(300));
    lift();
    await until(() => expect(taken + listener.counts.droppedDatagrams).toBe(2_500));
  });

  it("goes on when lines could not be taken in", async () => {
    let calls = 0;
    const { listener } = await listen({
      onLines: async () => {
        calls += 1;
        throw new Error("the database is down");
      },
    });
    await sendDatagrams(listener, ["<1>one"]);
    await until(() => expect(listener.counts.failedLines).toBe(1));
    await sendDatagrams(listener, ["<1>two"]);
    await until(() => expect(calls).toBe(2));
  });
});

describe("opening and closing", () => {
  it("opens what is asked for only", async () => {
    const { listener } = await listen({ udpPort: null });
    expect(listener.udpPort).toBeNull();
    const other = await listen({ tcpPort: null });
    expect(other.listener.tcpPort).toBeNull();
  });

  it("rejects where a port is taken, and leaves neither open", async () => {
    const { listener } = await listen();
    await expect(listen({ tcpPort: listener.tcpPort, udpPort: null })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    const free = await listen({ udpPort: null });
    const { tcpPort } = free.listener;
    await free.listener.close();
    await expect(listen({ tcpPort, udpPort: listener.udpPort })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    const again = await listen({ tcpPort, udpPort: null });
    expect(again.listener.tcpPort).toBe(tcpPort);
  });

  it("closes with connections open, after the lines in hand were taken in", async () => {
    const { lifted, lift } = gate();
    let calls = 0;
    let done = 0;
    const { listener } = await listen({
      onLines: async () => {
        calls += 1;
        await lifted;
        done += 1;
      },
    });
    const socket = await dial(listener);
    socket.write("<1>tcp\n");
    await sendDatagrams(listener, ["<1>udp"]);
    await until(() => expect(calls).toBe(2));
    let isClosed = false;
    const closing = listener.close().then(() => {
      isClosed = true;
    });
    await once(socket, "close");
    expect(isClosed).toBe(false);
    lift();
    await closing;
    expect(done).toBe(2);
    open.splice(open.indexOf(listener), 1);
  });
});

it("tells in the log what was lost, once for each time that more was", async () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  const counts = { refusedConnections: 0, brokenFrames: 0, droppedDatagrams: 0, failedLines: 0 };
  const listener = { tcpPort: null, udpPort: 1, counts, close: async () => undefined };
  const told = tellLosses(listener, 5);
  await new Promise((next) => setTimeout(next, 30));
  expect(warn).not.toHaveBeenCalled();
  counts.droppedDatagrams = 3;
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
  expect(warn).toHaveBeenCalledWith(expect.objectContaining({ droppedDatagrams: 3 }), expect.any(String));
  counts.brokenFrames = 1;
  await told.close();
  expect(warn).toHaveBeenCalledTimes(2);
  warn.mockRestore();
});
