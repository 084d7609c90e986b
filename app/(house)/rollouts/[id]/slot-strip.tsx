/** Slots in use against the cap, as a picture and in words. */
import { Group, Text } from "@mantine/core";
import { words } from "@/lib/platform/words";
import classes from "./slot-strip.module.css";

const t = words("slots");

/** Up to so many slots each has its own cell. */
const cellsMost = 60;

interface SlotStripProps {
  cap: number;
  held: number;
  /** Further words beside the numbers. */
  children?: React.ReactNode;
}

/** More can be held than the cap allows after it was lowered: those are drawn beyond its end. */
export function SlotStrip({ cap, held, children }: SlotStripProps) {
  const within = Math.min(cap, held);
  const beyond = held - within;
  const free = cap - within;
  return (
    <div>
      <Group gap="sm" align="baseline" mb={6}>
        <Text component="span" fz="1.75rem" fw={700} lh={1.1}>
          {held.toLocaleString("en")}
        </Text>
        <Text component="span" size="sm" c="var(--quiet)">
          {t("strip.of", { cap, free })}
          {beyond > 0 && ` ${t("strip.beyond", { beyond })}`}
        </Text>
        {children}
      </Group>
      <div className={classes.strip} aria-hidden>
        {cap + beyond <= cellsMost ? (
          Array.from({ length: cap + beyond }, (_, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a place in the picture is nothing but its index
              key={index}
              className={classes.cell}
              data-use={index < within ? "held" : index < cap ? "free" : "beyond"}
            />
          ))
        ) : (
          <>
            {within > 0 && <span className={classes.cell} data-use="held" style={{ flexGrow: within }} />}
            {free > 0 && <span className={classes.cell} data-use="free" style={{ flexGrow: free }} />}
            {beyond > 0 && <span className={classes.cell} data-use="beyond" style={{ flexGrow: beyond }} />}
          </>
        )}
      </div>
    </div>
  );
}
