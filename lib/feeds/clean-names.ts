/** The names in a record of a feed as they identify somebody, by the rules that hold for cells of exports (product.md, identity). */
import { isIpAddress, normaliseHost, shortHost } from "@/lib/core/client";
import { isNoValue, isPlaceholder, isPlaceholderId } from "@/lib/intake/export-file/cells/cell-words";
import {
  comparisonKey,
  cut,
  identityId,
  identityText,
  shownText,
} from "@/lib/intake/export-file/cells/clean-text";
import type { Named } from "./observation";
import { storable } from "./storable";

const nameChars = 500;

/** Placeholders, error words and addresses name nobody; one identity has one spelling. */
export function cleanNames(named: Named): Named {
  const hostname = hostOf(named.hostname);
  const fqdn = hostOf(named.fqdn) ?? hostname;
  const isFull = fqdn?.includes(".") ?? false;
  return {
    vendorId: clean(named.vendorId, identityId, isPlaceholderId),
    fqdn: isFull ? fqdn : null,
    hostname:
      hostname !== null && !hostname.includes(".") ? hostname : fqdn === null ? null : shortHost(fqdn),
    user: clean(named.user, identityText, isPlaceholder),
    name: clean(named.name, shownText, isPlaceholder),
    securityProvider: clean(named.securityProvider, shownText, () => false),
  };
}

function clean(
  given: string | null,
  tidy: (text: string) => string,
  isNobody: (text: string) => boolean,
): string | null {
  if (given === null) return null;
  const text = cut(tidy(storable(given)), nameChars);
  return text === "" || isNoValue(text) || isNobody(text) ? null : text;
}

function hostOf(given: string | null): string | null {
  const text = clean(given, identityText, isPlaceholder);
  const host = text === null ? "" : normaliseHost(comparisonKey(text));
  return host === "" || isIpAddress(host) ? null : host;
}
