/** Ids for new clients, a few thousand at a time: always above those that there are. */
import type { Tx } from "@/lib/platform/db";

export class ClientIds {
  private ids: number[] = [];
  private at = 0;

  constructor(private readonly tx: Tx) {}

  /** Has so many ready. */
  async prepare(count: number): Promise<void> {
    const wanted = count - (this.ids.length - this.at);
    if (wanted <= 0) return;
    const { rows } = await this.tx.query<{ id: number }>(
      "SELECT nextval(pg_get_serial_sequence('client', 'id'))::int AS id FROM generate_series(1, $1) ORDER BY 1",
      [wanted],
    );
    this.ids = [...this.ids.slice(this.at), ...rows.map(({ id }) => id)];
    this.at = 0;
  }

  next(): number {
    const id = this.ids[this.at++];
    if (id === undefined) throw new Error("no id was prepared");
    return id;
  }
}
