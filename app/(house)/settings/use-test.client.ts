"use client";
/** Trying something out that was set up: whenever somebody asks, and once when the page is there if it was just added. */
import { useEffect, useRef, useState } from "react";
import { callApi } from "@/app/_components/call-api";
import type { useDeed } from "@/app/_components/use-deed.client";

interface Test<Result> {
  /** null: nothing has come of it yet. */
  tested: Result | null;
  running: boolean;
  run(body?: unknown): Promise<void>;
}

/** `path`: of the test in the API. `atOnce`: the page's address says so. */
export function useTest<Result>(
  path: string,
  deed: ReturnType<typeof useDeed>,
  atOnce = false,
): Test<Result> {
  const [tested, setTested] = useState<Result | null>(null);
  const [running, setRunning] = useState(false);
  const begun = useRef(false);

  async function run(body?: unknown) {
    setTested(null);
    setRunning(true);
    await deed.run(async () => setTested(await callApi<Result>("POST", path, body)));
    setRunning(false);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page has come
  useEffect(() => {
    if (!atOnce || begun.current) return;
    begun.current = true;
    // Whoever reloads the page or comes back to it does not ask again.
    const address = new URLSearchParams(window.location.search);
    address.delete("test");
    window.history.replaceState(null, "", `${window.location.pathname}?${address}`);
    void run();
  }, []);

  return { tested, running, run };
}
