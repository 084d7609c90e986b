/** Hears of each slot that is granted or ended at the very moment it is committed, from the database itself. */
import pg from "pg";

export interface SlotEvent {
  what: "granted" | "ended";
  slotId: number;
  clientId: number;
  fence: number;
  askedBy: string;
  /** How it ended. */
  outcome: string | null;
  /** Epoch milliseconds of the database's clock, within the transaction. */
  at: number;
}

export interface SlotEvents {
  /** All so far, in the order of commits. */
  heard: readonly SlotEvent[];
  /** Is told of each at once; one listener at a time. */
  listen: (listener: ((event: SlotEvent) => void) | null) => void;
  stop: () => Promise<void>;
}

/** Adds triggers on `slot` and listens to what they say. */
export async function hearSlots(url: string): Promise<SlotEvents> {
  const client = new pg.Client({ connectionString: url, application_name: "slot-events" });
  client.on("error", () => undefined);
  await client.connect();
  await client.query(`
    CREATE OR REPLACE FUNCTION tell_slot() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('slot_event', jsonb_build_object('what', TG_ARGV[0], 'slotId', NEW.id, 'clientId', NEW.client_id,
        'fence', NEW.fence, 'askedBy', NEW.asked_by, 'outcome', NEW.outcome,
        'at', extract(epoch FROM clock_timestamp()) * 1000)::text);
      RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER tell_granted AFTER INSERT ON slot FOR EACH ROW EXECUTE FUNCTION tell_slot('granted');
    CREATE OR REPLACE TRIGGER tell_ended AFTER UPDATE ON slot FOR EACH ROW
      WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION tell_slot('ended');
    LISTEN slot_event`);
  const heard: SlotEvent[] = [];
  let listener: ((event: SlotEvent) => void) | null = null;
  client.on("notification", ({ payload }) => {
    const event = JSON.parse(payload ?? "") as SlotEvent;
    heard.push(event);
    listener?.(event);
  });
  return {
    heard,
    listen(next) {
      listener = next;
    },
    stop: () => client.end(),
  };
}
