/** Filters that an address brought and that have no field: they are shown, so that nobody wonders about the list. */
import { exactText } from "@/app/_components/instant-text";
import { words } from "@/lib/platform/words";
import type { ClientFacets } from "@/lib/rollout/clients/client-facets";
import type { ClientQuery } from "@/lib/rollout/clients/client-query";
import type { FixedFilter } from "./filter-bar.client";

const t = words("clients");

/** Each with the parameters that it goes with. */
export function fixedFilters(query: ClientQuery, { rollout, appliances }: ClientFacets): FixedFilter[] {
  const filters: FixedFilter[] = [];
  if (query.rolloutId !== undefined) {
    const label = t("onlyRollout", { rollout: rollout?.version ?? String(query.rolloutId) });
    filters.push({ label, params: ["rolloutId"] });
  }
  for (const code of query.reason) {
    const label = t("onlyReason", { reason: words("reasonTitles")(code) });
    filters.push({ label, params: ["reason"] });
  }
  if (query.mover.length > 1) {
    const named = query.mover.map((mover) => words("movers")(mover));
    filters.push({ label: t("onlyMovers", { movers: named.join(", ") }), params: ["mover"] });
  }
  if (query.group === "") filters.push({ label: words("common")("noGroup"), params: ["group"] });
  const zone = appliances.find(({ id }) => id === rollout?.applianceId)?.timeZone ?? "UTC";
  const { checkedInFrom, checkedInTo } = query;
  const from = checkedInFrom === undefined ? null : exactText(checkedInFrom, zone, "en");
  const to = checkedInTo === undefined ? null : exactText(checkedInTo, zone, "en");
  const params = ["checkedInFrom", "checkedInTo"];
  if (from && to) filters.push({ label: t("onlyCheckedIn", { from, to }), params });
  else if (from) filters.push({ label: t("onlyCheckedInFrom", { from }), params });
  else if (to) filters.push({ label: t("onlyCheckedInTo", { to }), params });
  return filters;
}
