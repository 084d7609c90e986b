"use client";
/** Knocks at a door of app/api/door: one call at a time; when it opens, on to the page it names. */
import { useState } from "react";
import { ApiProblem, callApi } from "@/app/_components/call-api";

interface Door {
  /** True from the click until the next page is there. */
  pending: boolean;
  problem: unknown;
  /** The API's sentence about one field, if it has one. */
  errorOf(field: string): string | undefined;
  knock(body: Record<string, string>): Promise<void>;
}

/** `door`: the last part of the address under /api/door. */
export function useDoor(door: string): Door {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  async function knock(body: Record<string, string>): Promise<void> {
    setPending(true);
    setProblem(null);
    try {
      const { next } = await callApi<{ next: string }>("POST", `/api/door/${door}`, body);
      // A whole new page: nothing that was rendered for nobody stays.
      window.location.assign(next);
    } catch (thrown) {
      setProblem(thrown);
      setPending(false);
    }
  }

  const errors = problem instanceof ApiProblem ? problem.errors : [];
  return {
    pending,
    problem,
    errorOf: (field) => errors.find((error) => error.path === field)?.message,
    knock,
  };
}
