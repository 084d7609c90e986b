/** Listens for syslog on TCP and UDP. With `listen-tcp` and `listen-udp` all that this feed has of sockets. */
import type { ListenerCounts, ListenerOptions } from "./hand-over";
import { openTcp } from "./listen-tcp";
import { openUdp } from "./listen-udp";

export interface SyslogListener {
  /** The ports that were bound. */
  tcpPort: number | null;
  udpPort: number | null;
  counts: Readonly<ListenerCounts>;
  /** Takes no more, hands over what was queued, and waits for `onLines`. */
  close(): Promise<void>;
}

/** Opens both sockets, or neither. Rejects with the system's error where a port cannot be bound. */
export async function openSyslogListener(options: ListenerOptions): Promise<SyslogListener> {
  const counts: ListenerCounts = {
    refusedConnections: 0,
    brokenFrames: 0,
    droppedDatagrams: 0,
    failedLines: 0,
  };
  const tcp = options.tcpPort === null ? null : await openTcp(options, options.tcpPort, counts);
  try {
    const udp = options.udpPort === null ? null : await openUdp(options, options.udpPort, counts);
    const close = async () => {
      await Promise.all([tcp?.close(), udp?.close()]);
    };
    return { tcpPort: tcp?.port ?? null, udpPort: udp?.port ?? null, counts, close };
  } catch (problem) {
    await tcp?.close();
    throw problem;
  }
}
