/** Makes the connection of one request: to the addresses that were checked and no others, with the authorities that are trusted. */
import type { LookupFunction } from "node:net";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { Agent } from "undici";
import type { Place } from "./outgoing-place";

/** For one request; to be destroyed after it. @param caPem certificates that are trusted beside the built-in ones; null: none */
export function openConnection(place: Place, caPem: string | null, limitMs: number): Agent {
  return new Agent({
    connect: {
      lookup: onlyTo(place),
      timeout: limitMs,
      ...(caPem === null ? {} : { secureContext: trusting(caPem) }),
    },
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
    // The request says `connection: close`.
    pipelining: 0,
  });
}

const contexts = new Map<string, SecureContext>();
const contextsKept = 20;

/** What is trusted beside the built-in authorities; making it takes some milliseconds, a walk asks a thousand times. */
function trusting(caPem: string): SecureContext {
  const known = contexts.get(caPem);
  if (known) return known;
  const made = createSecureContext({ ca: [...rootCertificates, caPem] });
  if (contexts.size >= contextsKept) contexts.clear();
  contexts.set(caPem, made);
  return made;
}

/** A look-up for sockets that knows only what was checked. */
export function onlyTo({ addresses }: Place): LookupFunction {
  return (_host, options, found) => {
    const [first] = addresses;
    if (options.all) found(null, [...addresses]);
    else found(null, first?.address ?? "", first?.family);
  };
}
