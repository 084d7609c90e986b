// A place in front of a server that, while it is told to, takes connections and lets nothing through: what is sent never arrives.

import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

export interface HeldFront {
  port: number;
  /** From now on nothing is let through; or everything is. */
  hold(isHeld: boolean): void;
  /** How many connections are held. */
  held(): number;
  close(): Promise<void>;
}

/** `behind`: the port on this machine that it leads to. */
export async function openFront(behind: number): Promise<HeldFront> {
  let isHeld = false;
  const kept = new Set<Socket>();
  const all = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    all.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      kept.delete(socket);
      all.delete(socket);
    });
    if (isHeld) {
      kept.add(socket);
      return;
    }
    const inner = connect(behind, "127.0.0.1");
    inner.on("error", () => socket.destroy());
    inner.on("close", () => socket.destroy());
    socket.on("close", () => inner.destroy());
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    hold(held) {
      isHeld = held;
      if (!held) for (const socket of kept) socket.destroy();
    },
    held: () => kept.size,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of all) socket.destroy();
      }),
  };
}
