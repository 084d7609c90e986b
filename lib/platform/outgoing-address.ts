/**
 * Decides which network addresses Rollcall may send requests to. People enter webhook addresses, so a request must not
 * reach what only this machine can reach: itself, the cloud's metadata service, Rollcall's own database and queue.
 * The local network is allowed, because that is where receivers usually are.
 */
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Which of the ranges of the IANA special-purpose registries may be reached; all others may not. */
const openRanges = new Set(["unicast", "private", "carrierGradeNat", "uniqueLocal"]);

/** Metadata services of clouds that lie inside ranges which are open otherwise. */
const metadataAddresses = new Set(
  [
    "100.100.100.200", // Alibaba Cloud
    "168.63.129.16", // Azure
    "fd00:ec2::254", // AWS
    "fd20:ce::254", // Google Cloud
  ].map((text) => ipaddr.parse(text).toNormalizedString()),
);

const rangeWords: Record<string, string> = {
  loopback: "this machine itself",
  unspecified: "no machine in particular",
  linkLocal: "link-local, where metadata services are",
  metadata: "a cloud's metadata service",
  multicast: "multicast",
  broadcast: "broadcast",
};

/** An address as it is really connected to: IPv4 inside IPv6 (mapped, or through NAT64) counts as that IPv4. */
function parse(text: string): Address {
  const address = ipaddr.process(text.replace(/%.*$/, ""));
  if (address.kind() === "ipv6" && ["rfc6052", "rfc6145"].includes(address.range())) {
    return ipaddr.fromByteArray(address.toByteArray().slice(12));
  }
  return address;
}

/** Whether two texts are the same address. */
export function isSameAddress(one: string, other: string): boolean {
  return parse(one).toNormalizedString() === parse(other).toNormalizedString();
}

/**
 * Why an IP address may not be reached, as the end of "it leads to …"; null when it may.
 * @param allowed addresses and CIDR ranges that may be reached all the same; other words in it are ignored
 */
export function whyRefused(ip: string, allowed: readonly string[]): string | null {
  if (isListed(ip, allowed)) return null;
  const address = parse(ip);
  if (metadataAddresses.has(address.toNormalizedString())) return `${ip} (${rangeWords.metadata})`;
  if (isOwn(address)) return `${ip} (${rangeWords.loopback})`;
  const range: string = address.range();
  // What IANA has not given out (outside 2000::/3 and the special ranges) ipaddr.js calls unicast.
  const isNowhere = address instanceof ipaddr.IPv6 && range === "unicast" && !isGlobal(address);
  if (openRanges.has(range) && !isNowhere) return null;
  return `${ip} (${rangeWords[range] ?? "a reserved range"})`;
}

/** Whether an entry of ROLLCALL_OUTGOING_ALLOW, an address or a range, covers this IP address. */
export function isListed(ip: string, allowed: readonly string[]): boolean {
  const address = parse(ip);
  return allowed.some((entry) => covers(entry, address));
}

/** An address of one of this machine's own interfaces leads to itself as well. */
function isOwn(address: Address): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some((each) => parse(each.address).toNormalizedString() === address.toNormalizedString());
}

function isGlobal(address: ipaddr.IPv6): boolean {
  return ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

function covers(entry: string, address: Address): boolean {
  const range = ipaddr.isValidCIDR(entry)
    ? ipaddr.parseCIDR(entry)
    : ipaddr.isValid(entry)
      ? wholeAddress(parse(entry))
      : null;
  return range !== null && range[0].kind() === address.kind() && address.match(range);
}

function wholeAddress(address: Address): [Address, number] {
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
