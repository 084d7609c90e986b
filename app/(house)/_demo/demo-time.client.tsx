"use client";
/** The simulated time as it runs in the browser between two looks at it. */
import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import classes from "./demo-bar.module.css";
import type { DemoLook } from "./demo-look";

const tickMs = 250;
const format = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** Written in UTC, as the demo's appliance has it. */
export function DemoTime({ look: { now, speed, paused } }: { look: DemoLook }) {
  const [shown, setShown] = useState(now);
  useEffect(() => {
    const seenAt = performance.now();
    const tick = () => setShown(paused ? now : now + (performance.now() - seenAt) * speed);
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [now, speed, paused]);
  return (
    <Text size="sm" component="time" dateTime={new Date(shown).toISOString()} className={classes.time}>
      {format.format(shown)} UTC
    </Text>
  );
}
