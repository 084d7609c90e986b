/** The run sheet: one page of paper for each person, which needs neither Rollcall nor a network once it is there. */
import type { ClientKind } from "@/lib/core/client";
import { instantWords } from "@/lib/platform/instant-words";
import { words } from "@/lib/platform/words";
import { explain } from "@/lib/rollout/members/explain";
import { instructionsOf, remedyTitle } from "@/lib/work/instructions";
import type { WorkItem } from "@/lib/work/item-rows";

const t = words("runSheet");

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const e = escapeHtml;

/** Black on white, whatever the device shows: it is for paper. */
const style = `
  body { font: 11pt/1.4 system-ui, sans-serif; color: #000; background: #fff; margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; }
  h1 { font-size: 16pt; margin: 0; } h2 { font-size: 13pt; margin: 1.2em 0 .3em; border-bottom: 1px solid #000; }
  p { margin: .2em 0; } .quiet { color: #333; font-size: 10pt; } ol { margin: .2em 0 0; padding-left: 1.3em; }
  ul { list-style: none; margin: 0; padding: 0; } li.item { display: flex; gap: .7em; padding: .6em 0; border-bottom: 1px dotted #777; break-inside: avoid; }
  input { width: 1.2em; height: 1.2em; flex: none; margin: .15em 0; } .what { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  .blank { border-bottom: 1px solid #000; display: inline-block; min-width: 14em; height: 1.1em; }
  section.person + section.person { break-before: page; margin-top: 3rem; } section.remedies { break-inside: avoid; margin-top: 1.5em; }
  @media print { body { margin: 0; max-width: none; } section.person + section.person { margin-top: 0; } }`;

/** `items` in the order of a visit. `now`: epoch milliseconds. */
export function writeSheet(items: readonly WorkItem[], now: number): string {
  const people = new Map<string, WorkItem[]>();
  for (const item of items) {
    const key = JSON.stringify(item.assignee ?? null);
    people.set(key, [...(people.get(key) ?? []), item]);
  }
  // Who holds something first, by name; what nobody holds is the last page.
  const pages = [...people.values()].sort((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
  const body =
    items.length === 0 ? `<p>${e(t("nothing"))}</p>` : pages.map((page) => personPage(page, now)).join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${e(t("title"))}</title><style>${style}</style></head><body>${body}</body></html>`;
}

function nameOf([first]: readonly WorkItem[]): string {
  return first?.assignee?.name ?? "\uFFFF";
}

function personPage(items: readonly WorkItem[], now: number): string {
  const [first] = items;
  const zone = first?.timeZone ?? "UTC";
  const sites = new Map<string, WorkItem[]>();
  for (const item of items) {
    const site = item.site ?? "";
    sites.set(site, [...(sites.get(site) ?? []), item]);
  }
  const remedies = [...new Set(items.map(({ remedy }) => remedy))];
  return `<section class="person"><h1>${e(first?.assignee?.name ?? t("nobody"))}</h1>
<p class="quiet">${e(t("asOf", { count: items.length, at: instantWords(now, zone) }))}</p>
${[...sites].map(([site, held]) => `<h2>${e(site || t("noSite"))}</h2><ul>${held.map(line).join("")}</ul>`).join("")}
<section class="remedies">${remedies
    .map(
      (remedy) =>
        `<h2>${e(remedyTitle(remedy))}</h2><ol>${instructionsOf(remedy)
          .map((step) => `<li>${e(step)}</li>`)
          .join("")}</ol>`,
    )
    .join("")}</section></section>`;
}

function line(item: WorkItem): string {
  const at = (instant: number) => instantWords(instant, item.timeZone);
  const host = item.fqdn ?? item.hostname;
  const facts = [
    words("kinds")(item.kind as ClientKind),
    host === item.name ? null : host,
    item.group,
    item.os,
    item.owner && t("owner", { owner: item.owner }),
    item.lastSeenAt === null ? t("neverSeen") : t("lastSeen", { at: at(item.lastSeenAt) }),
    item.slot && t("slotUntil", { at: at(item.slot.leaseUntil) }),
  ].filter((fact) => fact !== null && fact !== "");
  const installer = item.package
    ? t("installer", { at: at(item.package.madeAt), where: item.package.location ?? "none" })
    : null;
  const providers =
    item.securityProviders.length > 0 && item.state !== "done"
      ? t("providers", { names: item.securityProviders.join(", ") })
      : null;
  return `<li class="item"><input type="checkbox" aria-label="${e(item.name)}"${item.state === "done" ? " checked" : ""}><div class="what">
<p><strong>${e(item.name)}</strong> · ${e(remedyTitle(item.remedy))}</p><p class="quiet">${e(facts.join(" · "))}</p>
${[providers, installer, item.reason && explain(item.reason, item.timeZone).sentence]
  .filter((each): each is string => Boolean(each))
  .map((each) => `<p class="quiet">${e(each)}</p>`)
  .join("")}
<p class="quiet">${e(t("result"))} <span class="blank"></span></p></div></li>`;
}
