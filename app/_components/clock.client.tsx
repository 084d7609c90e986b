"use client";
/** The page's clock: the server's instant, carried on in the browser, so that relative times agree in both and stay true. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const Clock = createContext<number | null>(null);
const tickMs = 20_000;

/**
 * Provides `now` (the server's, epoch milliseconds) to everything below and moves it on, at the speed of the server's clock. A newer
 * `now` sets it anew.
 */
export function ClockProvider({
  now,
  speed = 1,
  children,
}: {
  now: number;
  speed?: number;
  children: ReactNode;
}) {
  const [clock, setClock] = useState(now);
  useEffect(() => {
    const startedAt = performance.now();
    const tick = () => setClock(now + (performance.now() - startedAt) * speed);
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [now, speed]);
  return <Clock value={clock}>{children}</Clock>;
}

/** The present instant in epoch milliseconds; outside a provider it is `null` and times are written exactly. */
export function useClock(): number | null {
  return useContext(Clock);
}
