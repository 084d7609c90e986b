"use client";
/** A person's deed on a page: one API call at a time, its problem kept to be shown, the page renewed when it is done. */
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useTranslations } from "use-intl";
import { notify } from "./notices.client";

interface Deed {
  /** True while the call runs and until the renewed page is there. */
  pending: boolean;
  /** What went wrong, for ProblemAlert; `null` when nothing did. */
  problem: unknown;
  forget(): void;
  /**
   * Runs `call`; when it is done shows `said` as a notification (if any) and renews the page. True when it went well.
   */
  run(call: () => Promise<unknown>, said?: string): Promise<boolean>;
}

/** Gives a form or a button what it needs to do one deed. */
export function useDeed(): Deed {
  const t = useTranslations("common");
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const [problem, setProblem] = useState<unknown>(null);

  async function run(call: () => Promise<unknown>, said?: string): Promise<boolean> {
    setRunning(true);
    setProblem(null);
    try {
      await call();
    } catch (thrown) {
      setProblem(thrown);
      return false;
    } finally {
      setRunning(false);
    }
    if (said) void notify({ message: said, close: t("close") });
    startRenewing(() => router.refresh());
    return true;
  }

  return { pending: running || renewing, problem, forget: () => setProblem(null), run };
}
