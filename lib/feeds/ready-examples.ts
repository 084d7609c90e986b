/** The examples of docs/feeds, made for one feed: with its addresses, folder, port and number in them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FeedType } from "./schema";

export interface Example {
  title: string;
  code: string;
}

/** What an example is made for. `syslogPort`: of our own listener on TCP; 0: none is open. `drops`: the folder that is watched. */
export interface ExamplePlace {
  /** Rollcall's address, as ROLLCALL_URL says. */
  url: string;
  syslogPort: number;
  drops: string | null;
  /** The address of the file that is fetched. */
  fetched: string | null;
  feedId: number;
}

const toListener = "rsyslog, to the listener";

/** Headings of docs/feeds/{type}.md whose first block of code is shown. */
const shown: Partial<Record<FeedType, readonly string[]>> = {
  syslog: ["rsyslog, by HTTPS", toListener, "Vector", "Fluent Bit"],
  outbound_events: ["To try it"],
  folder: ["A script that drops files"],
  url: ["To try it"],
};

/** None where the page is not there, as where an image was made without docs. */
export function examplesFor(type: FeedType, place: ExamplePlace): Example[] {
  const page = join(process.cwd(), "docs/feeds", `${type.replace("_", "-")}.md`);
  const titles = shown[type]?.filter((title) => title !== toListener || place.syslogPort > 0) ?? [];
  if (titles.length === 0 || !existsSync(page)) return [];
  return examplesOf(readFileSync(page, "utf8"), titles, place);
}

/** The first block of code below each of these headings, with the names of the examples replaced. */
export function examplesOf(page: string, titles: readonly string[], place: ExamplePlace): Example[] {
  const sections = new Map(page.split(/^## /m).map((text) => [text.split("\n", 1)[0]?.trim() ?? "", text]));
  return titles.flatMap((title) => {
    const code = /^```\w*\n([\s\S]*?)^```$/m.exec(sections.get(title) ?? "")?.[1]?.trimEnd();
    return code === undefined ? [] : [{ title, code: madeFor(code, place) }];
  });
}

function madeFor(code: string, { url, syslogPort, drops, fetched, feedId }: ExamplePlace): string {
  const { origin, hostname, port, protocol, pathname } = new URL(url);
  const below = pathname.replace(/\/+$/, "");
  const isTls = protocol === "https:";
  const number = port || (isTls ? "443" : "80");
  const tls = isTls ? "on" : "off";
  return (
    code
      .replaceAll("https://rollcall.example.com", `${origin}${below}`)
      .replaceAll('restpath="', `restpath="${below === "" ? "" : `${below.slice(1)}/`}`)
      .replace(/^( +URI +)(?=\/)/m, `$1${below}`)
      .replaceAll("rollcall.example.com", hostname)
      .replaceAll('serverport="443" usehttps="on"', `serverport="${number}" usehttps="${tls}"`)
      .replace(/^( +Port +)443$/m, `$1${number}`)
      .replace(/^( +tls +)on$/m, `$1${tls}`)
      .replaceAll('port="1514"', `port="${syslogPort || 1514}"`)
      .replaceAll("{id}", String(feedId))
      // At the end, for in what somebody chose nothing is to be replaced.
      .replaceAll("'/srv/rollcall/drops/lisbon'", (example) => (drops === null ? example : shellWord(drops)))
      .replaceAll("'https://files.example.com/exports/jump-clients.csv'", (example) =>
        fetched === null ? example : shellWord(fetched),
      )
  );
}

/** One word of sh, whatever is in it: nothing in it is run by who takes an example over. */
const shellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
