/**
 * Opens plain connections to hosts that people entered, for what is no HTTP (SMTP): by the rules of outgoing-place.ts, to the
 * addresses that were checked and no others.
 */
import { connect, type Socket } from "node:net";
import { onlyTo } from "./outgoing-connection";
import { explainFailure, type Failure } from "./outgoing-failure";
import { checkHost, type Place } from "./outgoing-place";

/** `problem` is one sentence for a person. */
export type Opened =
  | { kind: "open"; socket: Socket }
  | { kind: "refused"; problem: string }
  | ({ kind: "failed" } & Failure);

export interface SocketRules {
  /** For looking up and connecting. */
  limitMs: number;
  /** What is sent will lie open: only to what is listed in ROLLCALL_OUTGOING_ALLOW. */
  onlyListed: boolean;
}

/** Never throws. Whoever asked ends the connection. */
export async function openSocket(
  host: string,
  port: number,
  { limitMs, onlyListed }: SocketRules,
): Promise<Opened> {
  const signal = AbortSignal.timeout(limitMs);
  const checked = await checkHost(host, port, {
    needsTls: onlyListed,
    instead: "STARTTLS or TLS",
    limitMs,
    signal,
  });
  if (checked.kind !== "open") return checked;
  try {
    return { kind: "open", socket: await connected(checked.place, signal) };
  } catch (error) {
    return { kind: "failed", ...explainFailure(error, checked.place, limitMs) };
  }
}

/** Why nothing would be sent there at the moment; null where it would. For the person who enters it. */
export async function whyNotOpened(host: string, port: number, rules: SocketRules): Promise<string | null> {
  const { limitMs, onlyListed } = rules;
  const signal = AbortSignal.timeout(limitMs);
  const checked = await checkHost(host, port, {
    needsTls: onlyListed,
    instead: "STARTTLS or TLS",
    limitMs,
    signal,
  });
  return checked.kind === "refused" ? checked.problem : null;
}

function connected(place: Place, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port } = place;
    const socket = connect({ host, port, lookup: onlyTo(place) });
    const fail = (error: unknown) => {
      socket.destroy();
      reject(error);
    };
    const tooLate = () => fail(signal.reason);
    signal.addEventListener("abort", tooLate, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      signal.removeEventListener("abort", tooLate);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}
