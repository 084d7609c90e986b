/** A small disk of its own (a tmpfs) that can be filled and given space back. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const mib = 1024 * 1024;

export interface SmallDisk {
  folder: string;
  freeMib(): number;
  /** Takes space until so much is left. */
  fillUntil(leftMib: number): void;
  /** Gives all of that space back. */
  empty(): void;
  remove(): void;
}

/** Mounts one. @throws Error where this user may not mount */
export function mountSmallDisk(sizeMib: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMib}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  chmodSync(folder, 0o711);
  const unmount = () => {
    try {
      execFileSync("umount", ["-l", folder], { stdio: "pipe" });
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // It goes with the machine.
    }
  };
  process.once("exit", unmount);
  const ballast = openSync(join(folder, "ballast"), "w");
  const piece = Buffer.alloc(mib);
  const freeMib = () => {
    const { bavail, bsize } = statfsSync(folder);
    return (bavail * bsize) / mib;
  };
  return {
    folder,
    freeMib,
    fillUntil(leftMib) {
      try {
        for (let free = freeMib(); free > leftMib; free = freeMib()) {
          writeSync(ballast, piece, 0, Math.max(1, Math.min(mib, Math.ceil((free - leftMib) * mib))));
        }
      } catch (error) {
        if ((error as { code?: string }).code !== "ENOSPC") throw error;
      }
    },
    empty: () => ftruncateSync(ballast),
    remove() {
      process.off("exit", unmount);
      closeSync(ballast);
      unmount();
    },
  };
}
