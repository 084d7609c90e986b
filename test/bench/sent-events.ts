/** Lines of generic events about known clients, as a management tool would send them, in requests. */

export interface SentLines {
  /** The bodies in the order in which they are sent; every second one is sent again at the end. */
  bodies: string[];
  lines: number;
}

/** One event for each host, in requests of `perRequest` lines. `seenAt`: the first, epoch milliseconds; the others follow it. */
export function linesAbout(hosts: readonly string[], perRequest: number, seenAt: number): SentLines {
  const lines = hosts.map((hostname, at) =>
    JSON.stringify({
      kind: "jump_client",
      hostname,
      seenAt: new Date(seenAt + at).toISOString(),
      version: "24.1.1",
    }),
  );
  const bodies: string[] = [];
  for (let from = 0; from < lines.length; from += perRequest)
    bodies.push(lines.slice(from, from + perRequest).join("\n"));
  const again = bodies.filter((_, at) => at % 2 === 1);
  const all = [...bodies, ...again];
  return { bodies: all, lines: all.reduce((sum, body) => sum + body.split("\n").length, 0) };
}
