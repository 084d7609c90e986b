/** Reads from a record who it is about. Placeholders and addresses identify nobody (product.md, "Imports are snapshots"). */

import { isIpAddress, normaliseHost, shortHost } from "@/lib/core/client";
import { isNoValue, isPlaceholder, isPlaceholderId } from "../cells/cell-words";
import { comparisonKey, cut, identityId, identityText, shownText } from "../cells/clean-text";
import type { Cells, Places, Told } from "./read-row";

/** Who a row is about. Hosts are in lower case without a final dot. */
export interface Identity {
  vendorId: string | null;
  name: string | null;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  /** Nothing is left to know it by. */
  isNobody: boolean;
  /** A word that stands where an identity should, for the sentence that says so. */
  placeholder: string | null;
}

const nameChars = 500;

/** A reader of identities in tables with these columns. */
export function identityReader(places: Places): (cells: Cells, told: Told) => Identity {
  return (cells, told) => {
    let placeholder: string | null = null;

    /** The first of these columns that names somebody. */
    function first(
      columns: readonly number[] | undefined,
      isNobody: (text: string) => boolean,
      tidy: (text: string) => string,
    ): string | null {
      for (const column of columns ?? []) {
        const cell = cells.text(column);
        if (cell === "") continue;
        const text = cut(tidy(cell), nameChars);
        if (text === "" || isNoValue(text)) continue;
        if (!isNobody(text)) return text;
        placeholder ??= text;
        told.notice(column, "placeholder", text);
      }
      return null;
    }

    const vendorId = first(places.vendorId, isPlaceholderId, identityId);
    const name = first(places.name, isPlaceholder, shownText);
    const { hostname, fqdn } = hostsOf(
      first(places.hostname, isPlaceholder, identityText),
      first(places.fqdn, isPlaceholder, identityText),
    );
    const group = first(places.group, never, shownText) ?? first(places.groupId, never, identityId);
    const isNobody = vendorId === null && name === null && hostname === null && fqdn === null;
    return { vendorId, name, hostname, fqdn, group, isNobody, placeholder };
  };
}

const never = () => false;

/** Host names in lower case without a final dot; a dotted host name is an FQDN; an address identifies nobody. */
function hostsOf(
  hostText: string | null,
  fqdnText: string | null,
): { hostname: string | null; fqdn: string | null } {
  let hostname = hostText === null ? null : plainHost(hostText);
  let fqdn = fqdnText === null ? null : plainHost(fqdnText);
  if (fqdn !== null && !fqdn.includes(".")) {
    hostname ??= fqdn;
    fqdn = null;
  }
  if (hostname?.includes(".") && !hostname.includes(" ")) {
    fqdn ??= hostname;
    hostname = shortHost(hostname);
  }
  return { hostname: hostname ?? (fqdn === null ? null : shortHost(fqdn)), fqdn };
}

function plainHost(text: string): string | null {
  const host = normaliseHost(comparisonKey(text));
  return host === "" || isIpAddress(host) ? null : host;
}
