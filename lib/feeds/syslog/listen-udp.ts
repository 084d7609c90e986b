/** Syslog on UDP: a queue with an end, because datagrams cannot be made to wait. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import {
  handOver,
  type ListenerCounts,
  type ListenerOptions,
  type OpenSocket,
  plainAddress,
} from "./hand-over";

/** For bursts while the process is at something else; what the system drops beyond that nobody can count. */
const receiveBufferBytes = 1_048_576;

/** Binds a UDP port; each datagram is one line (RFC 5426, 3.1). Rejects with the system's error. */
export async function openUdp(
  options: ListenerOptions,
  port: number,
  counts: ListenerCounts,
): Promise<OpenSocket> {
  const queue = new Map<string, string[]>();
  let queued = 0;
  let draining: Promise<void> | null = null;
  const drain = async () => {
    for (const [from, lines] of queue) {
      queue.delete(from);
      queued -= lines.length;
      await handOver(lines, from, options, counts);
    }
    draining = null;
  };
  const socket = createSocket({
    type: isIPv6(options.host) ? "udp6" : "udp4",
    recvBufferSize: receiveBufferBytes,
  });
  socket.on("message", (bytes, { address }) => {
    if (bytes.length > options.maxLineBytes || queued >= options.maxQueued) {
      counts.droppedDatagrams += 1;
      return;
    }
    const from = plainAddress(address);
    const lines = queue.get(from);
    if (lines === undefined) queue.set(from, [bytes.toString("utf8")]);
    else lines.push(bytes.toString("utf8"));
    queued += 1;
    draining ??= drain();
  });
  socket.bind({ address: options.host, port });
  try {
    await once(socket, "listening");
  } catch (problem) {
    socket.close();
    throw problem;
  }
  // An error of one datagram (an answer by ICMP) is not the socket's end.
  socket.on("error", () => {
    counts.droppedDatagrams += 1;
  });
  const close = async () => {
    const closed = once(socket, "close");
    socket.close();
    await closed;
    await draining;
  };
  return { port: socket.address().port, close };
}
