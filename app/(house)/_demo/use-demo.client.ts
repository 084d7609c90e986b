"use client";
/** How the demo goes, asked every few seconds, and the way to steer it. */
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import type { DemoDeed, DemoLook } from "./demo-look";

const everyMs = 3_000;

/** `problem`: a sentence, "" when there is none. */
export function useDemo(first: DemoLook) {
  const t = useTranslations("demo");
  const router = useRouter();
  const [look, setLook] = useState(first);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const renew = async () => {
      if (document.visibilityState !== "visible") return;
      await callApi<DemoLook>("GET", "/api/demo").then(setLook, () => undefined);
    };
    void renew();
    const timer = setInterval(renew, everyMs);
    return () => clearInterval(timer);
  }, []);

  async function steer(deed: DemoDeed): Promise<void> {
    setProblem("");
    try {
      setLook(await callApi<DemoLook>("POST", "/api/demo", deed));
      router.refresh();
    } catch (thrown) {
      setProblem((thrown instanceof ApiProblem && thrown.detail) || t("notSteered"));
    }
  }

  return { look, problem, steer };
}
