import { expect, test } from "vitest";
import { readDocument } from "@/lib/feeds/command-api/read-document";
import { defaultXmlLimits, type XmlLimits } from "@/lib/feeds/command-api/xml/xml-limits";

/** No document, however it is made, takes time that grows faster than its length. */

const limitless: XmlLimits = {
  setting: "ROLLCALL_FEED_XML_MIB",
  maxBytes: 64 * 1024 * 1024,
  maxDepth: defaultXmlLimits.maxDepth,
  maxElements: 10_000_000,
  maxAttributesPerElement: 10_000_000,
  maxValueChars: 64 * 1024 * 1024,
};
const sizes = [16_000, 64_000, 256_000] as const;
/** What takes no longer than this at the largest size is not measured more closely. */
const freeMilliseconds = 60;
/** The size grows by four; four times the time is linear, sixteen times quadratic. */
const mostGrowth = 9;

function cost([, start, unit, end]: (typeof shapes)[number], size: number, chosen: XmlLimits): number {
  const text = start + unit.repeat(Math.ceil(size / unit.length)) + end;
  const before = process.cpuUsage();
  readDocument(text, { receivedAt: Date.UTC(2026, 10, 27), clockSkewMs: 0 }, { limits: chosen });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function growsTooFast(shape: (typeof shapes)[number], chosen: XmlLimits): string | null {
  if (cost(shape, sizes[2], chosen) <= freeMilliseconds) return null;
  let times: number[] = [];
  // What is slow is slow each time; a busy machine, or code that is still cold, is not.
  for (let turn = 0; turn < 3; turn++) {
    times = sizes.map((size) => Math.min(...[1, 2, 3].map(() => cost(shape, size, chosen))));
    const [, middle = 0, large = 0] = times;
    if (large <= freeMilliseconds || large / Math.max(middle, 1) <= mostGrowth) return null;
  }
  return times.map((time) => `${time.toFixed(1)} ms`).join(" → ");
}

/** Repeated, between a beginning and an end, to any length. */
const shapes: [name: string, start: string, unit: string, end: string][] = [
  ["records", "<logged_in_reps>", '<rep id="1"><display_name>A</display_name></rep>', "</logged_in_reps>"],
  [
    "units",
    "<connected_client_list>",
    '<connected_client type="push_agent" id="7"/>',
    "</connected_client_list>",
  ],
  ["one record", "<logged_in_reps><rep>", "<display_name>A</display_name>", "</rep></logged_in_reps>"],
  ["text", "<appliances><appliance><name>", "a", "</name></appliance></appliances>"],
  ["spaces in text", "<appliances>", " ", "</appliances>"],
  ["spaces in a tag", "<appliances", " ", "/>"],
  ["spaces in a tag that never ends", "<appliances", " ", ""],
  ["spaces behind an attribute", '<appliances a="1"', "\n", "b/>"],
  ["a long name", "<", "a", "/>"],
  ["a long attribute name", "<appliances ", "a", "/>"],
  ["a long value", '<appliances a="', "a", '"/>'],
  ["a value that never ends", '<appliances a="', "a", ""],
  ["attributes without values", "<appliances", " a", "/>"],
  ["equal attributes", "<appliances", ' a="1"', "/>"],
  ["references", "<appliances>", "&amp;", "</appliances>"],
  ["ampersands", "<appliances>", "&", "</appliances>"],
  ["half references", "<appliances>", "&#1", "</appliances>"],
  ["literal text", "<appliances>", "<![CDATA[a]]>", "</appliances>"],
  ["open literal text", "<appliances><![CDATA[", "]]", "</appliances>"],
  ["comments", "", "<!-- a -->", "<appliances/>"],
  ["comments that never end", "<appliances>", "<!--", ""],
  ["comments before nothing", "", "<!---->", ""],
  ["open tags", "", "<a>", ""],
  ["end tags", "<appliances>", "</a>", ""],
  ["angle brackets", "<appliances>", "<", ""],
  ["closing brackets", "<appliances>", ">", "</appliances>"],
  ["questions", "<?xml ", "?", ""],
  ["quotation marks", "<appliances a=", '"', "/>"],
  ["apostrophes", "<appliances a=", "'", "/>"],
  ["entities", "<!DOCTYPE a [", '<!ENTITY a "&a;&a;">', "]><a>&a;</a>"],
  ["an error", "<error>", "no \n", "</error>"],
  ["a date", "<logged_in_reps><rep><logged_in_since>", "1", "</logged_in_since></rep></logged_in_reps>"],
  ["a version", "<health_check><version>", "1.", "</version></health_check>"],
];

test.each(shapes)("%s", (...shape) => {
  expect(growsTooFast(shape, limitless)).toBeNull();
  expect(growsTooFast(shape, defaultXmlLimits)).toBeNull();
});
