import { describe, expect, it } from "vitest";
import { escapeHtml, writeSheet } from "@/app/api/v1/work-items.html/write-sheet";
import type { WorkItem } from "@/lib/work/item-rows";

const item: WorkItem = {
  id: 1,
  applianceId: 1,
  applianceName: "Contoso",
  timeZone: "UTC",
  rolloutId: 1,
  release: "24.1.1",
  mode: "observe",
  kind: "jump_client",
  name: "Till 1",
  hostname: "till-1",
  fqdn: null,
  group: null,
  site: "Porto",
  owner: null,
  os: null,
  tags: [],
  priority: 0,
  securityProviders: [],
  lastSeenAt: null,
  state: "open",
  rank: 5,
  reasonCode: "silent",
  reason: null,
  remedy: "new_installer",
  since: 0,
  cameBack: null,
  assignee: null,
  startedAt: null,
  startedBy: null,
  slot: null,
  doneAt: null,
  doneBy: null,
  failed: null,
  note: null,
  rev: 0,
  package: null,
};
const tea = { id: "t", name: "Tea" };

describe("the run sheet", () => {
  it("has a page for each person, what nobody holds last, and what to do once for each remedy", () => {
    const sheet = writeSheet(
      [
        { ...item, name: "Till 1" },
        { ...item, name: "Till 2", assignee: tea },
        { ...item, name: "Till 3", assignee: tea, site: null },
        { ...item, name: "Desk 1", assignee: { id: "a", name: "Ada" }, remedy: "enable" },
      ],
      0,
    );
    const pages = sheet.split('<section class="person">').slice(1);
    expect(pages.map((page) => page.match(/<h1>([^<]+)/)?.[1])).toEqual([
      "Ada",
      "Tea",
      "Nobody holds these yet",
    ]);
    expect(pages[1]?.match(/type="checkbox"/g)).toHaveLength(2);
    expect(pages[1]?.match(/Install the Jump Client anew<\/h2>/g)).toHaveLength(1);
    expect(pages[1]).toContain("No site");
  });

  it("stands alone: nothing in it runs, nothing is fetched, and no name becomes markup", () => {
    const evil = `<script>alert("1")</script> & 'x'`;
    const sheet = writeSheet(
      [{ ...item, name: evil, site: evil, owner: evil, assignee: { id: "e", name: evil } }],
      0,
    );
    expect(sheet).not.toContain("<script");
    expect(sheet).not.toMatch(/\b(src|href)=/);
    expect(sheet).toContain(escapeHtml(evil));
    expect(escapeHtml(evil)).toBe("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;");
  });

  it("says when there is nothing to do", () => {
    expect(writeSheet([], 0)).toContain("Nothing has to be done by hand.");
  });
});
