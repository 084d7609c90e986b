/** npm run demo: starts a stand-in appliance and prints its addresses and credentials. `npm run demo -- --help` lists the options. */
import { appendFileSync, existsSync, readFileSync, utimesSync } from "node:fs";
import { parseArgs } from "node:util";
import { generations, isGeneration } from "./appliance/generations";
import { readClockFile } from "./clock-file";
import type { PastDeed } from "./fleet/deeds";
import { day } from "./fleet/durations";
import { weeklyReleases } from "./fleet/make-fleet";
import { lineStyles } from "./senders/syslog-lines";
import { openStandIn, type StandInOptions } from "./stand-in";

const help = `A stand-in for an appliance with a fleet that lives in simulated time.

  --port 4000            where it listens; 0 takes a free port
  --address 127.0.0.1    the address it listens on
  --clients 5000         how many clients of all six kinds
  --seed 1               the same seed makes the same fleet
  --start INSTANT        where simulated time begins (RFC 3339); two weeks ago
  --speed 144            simulated seconds in a real one: 144 is a day in ten minutes
  --ahead                let simulated time overtake real time
  --paused               time stands still at first
  --clock FILE           follow the clock that another program keeps there; the file is touched while it is followed
  --deeds FILE           keep there what is done to the fleet, and live through it again at the next start
  --weekly               go on with a release a week
  --upgrade-cap 200      how many Jump Clients upgrade at a time
  --generation NAME      how the command API speaks: ${Object.keys(generations).join(", ")}
  --key FILE --cert FILE answer over TLS
  --syslog TARGET        udp://host:port, tcp://host:port or a URL that takes raw lines
  --syslog-key KEY       the bearer key for that URL
  --syslog-style NAME    ${lineStyles.join(", ")}
  --outbound URL         where outbound events are posted
  --agents URL           where a management tool posts generic events
  --agents-key KEY       the bearer key for that URL
`;
const say = (line: string) => process.stdout.write(`${line}\n`);

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    ...{ port: text, address: text, clients: text, seed: text, start: text, speed: text, generation: text },
    ...{ key: text, cert: text, syslog: text, outbound: text, agents: text },
    ...{ "upgrade-cap": text, "syslog-key": text, "syslog-style": text, "agents-key": text },
    ...{ clock: text, deeds: text, weekly: { type: "boolean" } },
    ...{ ahead: { type: "boolean" }, paused: { type: "boolean" }, help: { type: "boolean" } },
  },
});

/** A number of the command line that is at least `least`. */
function numberOf(
  name: "port" | "clients" | "seed" | "speed" | "upgrade-cap",
  otherwise: number,
  least: number,
): number {
  const given = values[name] === undefined ? otherwise : Number(values[name]);
  if (!(given >= least)) throw new Error(`--${name} is a number, ${least} at least.`);
  return given;
}

/** A line of JSON for each; half a line at the end is of a process that was killed while it wrote. */
function keptDeeds(file: string): PastDeed[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.slice(0, -1).map((line) => JSON.parse(line) as PastDeed);
}

/** What another program steers. */
function steeredOptions(): Partial<StandInOptions> {
  const { clock, deeds } = values;
  return {
    ...(clock === undefined ? {} : { follows: () => readClockFile(clock) }),
    ...(deeds === undefined
      ? {}
      : {
          deeds: keptDeeds(deeds),
          noteDeed: (deed) => appendFileSync(deeds, `${JSON.stringify(deed)}\n`),
        }),
  };
}

const touchEveryMs = 2_000;

/** When the file was touched last is until when its clock was followed. */
function touch(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}

function optionsOf(): StandInOptions {
  const start = values.start === undefined ? Date.now() - 14 * day : Date.parse(values.start);
  if (Number.isNaN(start)) throw new Error("--start is an instant such as 2026-11-02T00:00:00Z.");
  const { generation = "beyondtrust", key, cert, syslog, outbound, agents } = values;
  if (!isGeneration(generation))
    throw new Error(`--generation is one of ${Object.keys(generations).join(", ")}.`);
  if ((key === undefined) !== (cert === undefined)) throw new Error("--key and --cert go together.");
  const style = lineStyles.find((known) => known === values["syslog-style"]);
  if (values["syslog-style"] !== undefined && !style)
    throw new Error(`--syslog-style is one of ${lineStyles.join(", ")}.`);
  const keyed = (given: string | undefined) => (given === undefined ? {} : { key: given });
  return {
    start,
    generation,
    port: numberOf("port", 4_000, 0),
    clients: numberOf("clients", 5_000, 50),
    seed: numberOf("seed", 1, 0),
    speed: numberOf("speed", 144, 0.001),
    upgradeCap: numberOf("upgrade-cap", 200, 1),
    paused: values.paused ?? false,
    notBeyondNow: !values.ahead && start <= Date.now(),
    ...steeredOptions(),
    ...(values.weekly ? { releases: weeklyReleases } : {}),
    ...(values.address === undefined ? {} : { address: values.address }),
    ...(key && cert ? { tls: { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") } } : {}),
    ...(syslog
      ? { syslog: { to: syslog, ...keyed(values["syslog-key"]), ...(style ? { style } : {}) } }
      : {}),
    ...(outbound ? { outbound: { url: outbound } } : {}),
    ...(agents ? { agents: { url: agents, ...keyed(values["agents-key"]) } } : {}),
  };
}

if (values.help) say(help);
else {
  try {
    const standIn = await openStandIn(optionsOf());
    const { url, unitUrls, credentials, fleet } = standIn;
    say(`The stand-in of ${fleet.host} has ${fleet.jumpClients.length} Jump Clients.`);
    say(`  control page       ${url}/stand-in`);
    say(`  site               ${url}`);
    say(`  units              A ${unitUrls.A}   B ${unitUrls.B}`);
    say(`  Configuration API  ${url}/api/config/v1`);
    say(`  OAuth              ${credentials.clientId} / ${credentials.clientSecret}`);
    say(`  list               ${url}/exports/jump-clients.csv`);
    say(`  name, password     ${credentials.username} / ${credentials.password}`);
    const { clock } = values;
    if (clock !== undefined) setInterval(() => touch(clock), touchEveryMs).unref();
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => void standIn.close().then(() => process.exit(0)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}
