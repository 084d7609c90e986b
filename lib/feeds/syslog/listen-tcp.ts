/** Syslog on TCP: connections, their framing, and how they are made to wait. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { endOfBytes, noBytes, takeBytes } from "./frames";
import {
  handOver,
  type ListenerCounts,
  type ListenerOptions,
  type OpenSocket,
  plainAddress,
} from "./hand-over";

/** Binds a TCP port. Rejects with the system's error. */
export async function openTcp(
  options: ListenerOptions,
  port: number,
  counts: ListenerCounts,
): Promise<OpenSocket> {
  const open = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    const closed = serveConnection(socket, options, counts).finally(() => open.delete(socket));
    open.set(socket, closed);
  });
  server.maxConnections = options.maxConnections;
  server.on("drop", () => {
    counts.refusedConnections += 1;
  });
  server.listen({ host: options.host, port });
  await once(server, "listening");
  // Such as no file left for another connection: those that are open go on.
  server.on("error", () => {
    counts.refusedConnections += 1;
  });
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    const served = [...open.values()];
    for (const socket of open.keys()) socket.destroy();
    await Promise.all([closed, ...served]);
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Ends with the connection. Iterating reads no further while the lines of a chunk are taken in: the sender has to wait. */
async function serveConnection(
  socket: Socket,
  options: ListenerOptions,
  counts: ListenerCounts,
): Promise<void> {
  const remoteAddress = plainAddress(socket.remoteAddress ?? "");
  let frames = noBytes;
  let isBusy = false;
  socket.setTimeout(options.idleMs);
  socket.on("timeout", () => {
    if (!isBusy) socket.destroy();
  });
  // The loop below is told as well; between its steps nobody else would listen, and the process would end.
  socket.on("error", () => socket.destroy());
  try {
    for await (const chunk of socket) {
      const taken = takeBytes(frames, chunk, options.maxLineBytes);
      frames = taken.state;
      if (taken.problem !== null) counts.brokenFrames += 1;
      if (taken.lines.length === 0) continue;
      isBusy = true;
      // Whoever cannot hand over hangs up, so that the sender notices and keeps the rest.
      if (!(await handOver(taken.lines, remoteAddress, options, counts))) break;
      isBusy = false;
      socket.setTimeout(options.idleMs);
    }
  } catch {
    // The connection broke, or the listener closes: what came before it was taken.
  }
  if (endOfBytes(frames) !== null) counts.brokenFrames += 1;
  socket.destroy();
}
