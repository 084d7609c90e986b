/** The export files of one fleet, day by day, on the disk. */
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ExportPlan, makeExport } from "../support/make-export";

const minute = 60_000;
const day = 86_400_000;

export interface DayFile {
  path: string;
  bytes: number;
  rows: number;
  exportedAt: number;
  /** Clients that were connected after the release that the file was made against, by this file alone. */
  checkedIn: number;
}

export class FleetDays {
  readonly #folder = mkdtempSync(join(tmpdir(), "rollcall-fleet-"));
  #files = 0;

  /** `days`: how many exports will be made, a day apart at most, and all within three weeks, so that nobody who comes counts as silent. `firstIndex`: for a fleet with hosts of its own. */
  constructor(
    readonly rows: number,
    readonly days: number,
    private readonly firstIndex = 0,
    private readonly now = Math.floor(Date.now() / minute) * minute,
  ) {
    process.once("exit", this.remove);
  }

  /** When the export of a day is made; day 0 is the first. */
  exportedAt(dayNumber: number): number {
    return this.now - Math.floor(((this.days - dayNumber) * this.#apart) / minute) * minute;
  }

  /** A release that is installed three hours after the export of a day. */
  releaseAfter(dayNumber: number): number {
    return this.exportedAt(dayNumber) + 180 * minute;
  }

  /** The first list of this fleet. */
  first(): Promise<DayFile> {
    return this.#make({ installedAt: this.#firstRelease, exportedAt: this.exportedAt(0) });
  }

  /** The list of a later day (a fraction lies between two): 60 of 100 are online, nearly every date has moved. */
  later(dayNumber: number): Promise<DayFile> {
    return this.#make(this.#laterPlan(this.exportedAt(dayNumber)));
  }

  /** The list of that day, two hours later: one client in a hundred is in another group, and nothing else. */
  almostSame(dayNumber: number): Promise<DayFile> {
    const exportedAt = this.exportedAt(dayNumber) + 120 * minute;
    return this.#make({ ...this.#laterPlan(this.exportedAt(dayNumber)), regroupedEvery: 100 }, exportedAt);
  }

  /** Takes all files away. */
  readonly remove = (): void => {
    process.off("exit", this.remove);
    rmSync(this.#folder, { recursive: true, force: true });
  };

  get #apart(): number {
    return Math.min(day, (21 * day) / this.days);
  }

  get #firstRelease(): number {
    return this.releaseAfter(0);
  }

  #laterPlan(exportedAt: number): Omit<ExportPlan, "rows"> {
    return {
      installedAt: this.#firstRelease,
      exportedAt,
      laterDay: {
        first: { installedAt: this.#firstRelease, exportedAt: this.exportedAt(0) },
        before: Math.max(exportedAt - this.#apart, this.#firstRelease),
      },
    };
  }

  async #make(plan: Omit<ExportPlan, "rows">, exportedAt = plan.exportedAt ?? this.now): Promise<DayFile> {
    const { truth, bytes } = makeExport({ ...plan, rows: this.rows, firstIndex: this.firstIndex });
    const path = join(this.#folder, `${++this.#files}.csv`);
    await pipeline(Readable.from(bytes()), createWriteStream(path));
    return { path, bytes: statSync(path).size, rows: this.rows, exportedAt, checkedIn: truth.checkedIn };
  }
}
