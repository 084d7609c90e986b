// Loaded into web and worker: when the supervisor is killed without a chance to stop them, they end by themselves.
import { isMainThread } from "node:worker_threads";

const WATCH_MS = 1_000;
const PATIENCE_MS = 20_000;

if (isMainThread) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), PATIENCE_MS).unref();
  }, WATCH_MS);
  watch.unref();
}
