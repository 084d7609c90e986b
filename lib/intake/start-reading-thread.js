// What a reading thread begins with: Node cannot load TypeScript in a thread by itself, so this loads what can.
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import(workerData.module);
