/** What the two listeners share: their options, what they count, and how lines are handed over. */

export interface ListenerOptions {
  /** Address to bind to. */
  host: string;
  /** `null`: not this one; 0: any free port. */
  tcpPort: number | null;
  udpPort: number | null;
  /** TCP connections at once; whoever comes next is hung up on. */
  maxConnections: number;
  /** Of one line or datagram. */
  maxLineBytes: number;
  /** Datagrams that wait to be taken in; further ones are dropped and counted. */
  maxQueued: number;
  /** A TCP connection that sends nothing for so long is closed. */
  idleMs: number;
  /** Takes lines in; nothing more is read from their connection before it is done. */
  onLines(lines: string[], remoteAddress: string): Promise<void>;
}

/** How often something was lost since the start. */
export interface ListenerCounts {
  refusedConnections: number;
  /** Frames too long, or cut off by the end of their connection. */
  brokenFrames: number;
  /** Datagrams too long, or for which the queue had no room. */
  droppedDatagrams: number;
  /** Lines that `onLines` did not take. */
  failedLines: number;
}

export interface OpenSocket {
  /** The port that was bound. */
  port: number;
  close(): Promise<void>;
}

/** False where the lines were not taken; they are counted. */
export async function handOver(
  lines: string[],
  remoteAddress: string,
  { onLines }: ListenerOptions,
  counts: ListenerCounts,
): Promise<boolean> {
  try {
    await onLines(lines, remoteAddress);
    return true;
  } catch {
    counts.failedLines += lines.length;
    return false;
  }
}

/** IPv4 as such, where a socket for both writes it as ::ffff:192.0.2.1. */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}
