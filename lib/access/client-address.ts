// Decides how the address of a client is written and counted: one spelling for each, and IPv6 by the network that one host has.
import ipaddr from "ipaddr.js";

/** Longer than any address with zone, brackets and port; what is longer is not looked at. */
const longest = 100;

/** `[2001:db8::1]:443` and `1.2.3.4:443` as some proxies write them, without the port and the brackets. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text);
  if (bracketed) return bracketed[1] ?? "";
  return /^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(":")) : text;
}

/**
 * The one spelling of an address: no port, no brackets, no zone, IPv4 that is mapped into IPv6 as IPv4, IPv6 as RFC 5952
 * writes it. Null for everything that is no IP address (a name, a number, an address with three parts).
 */
export function normalAddress(text: string): string | null {
  if (text.length > longest) return null;
  const bare = withoutPort(text.trim()).replace(/%.*$/, "");
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null;
  const address = ipaddr.process(bare);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/**
 * What is counted as one client: an IPv4 address, or the /64 of an IPv6 address, for that is the least that one host gets.
 * All hosts of a link share the /64 of link-local addresses: these, and the machine's own, count whole. Takes what
 * `normalAddress` gives.
 */
export function addressGroup(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  if (["loopback", "linkLocal"].includes(ipaddr.IPv6.parse(address).range())) return address;
  const [network] = ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toRFC5952String().split("/");
  return `${network}/64`;
}
