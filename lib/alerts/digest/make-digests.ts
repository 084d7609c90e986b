import type { Ctx } from "@/lib/platform/context";
export async function makeDueDigests(_: Ctx) {}
