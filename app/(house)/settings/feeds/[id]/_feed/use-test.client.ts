"use client";
/** Trying a feed out: once the page is there if it was just added, and whenever somebody asks. */
import { useEffect, useRef, useState } from "react";
import { callApi } from "@/app/_components/call-api";
import type { useDeed } from "@/app/_components/use-deed.client";
import type { FeedTest } from "@/lib/feeds/feed-test";

interface Test {
  tested: FeedTest | null;
  running: boolean;
  run(): Promise<void>;
}

/** `path`: of the feed in the API. */
export function useTest(path: string, deed: ReturnType<typeof useDeed>, atOnce: boolean): Test {
  const [tested, setTested] = useState<FeedTest | null>(null);
  const [running, setRunning] = useState(false);
  const begun = useRef(false);

  async function run() {
    setTested(null);
    setRunning(true);
    await deed.run(async () => setTested(await callApi<FeedTest>("POST", `${path}/test`)));
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
