/** The stream by which an open page of a rollout is told of changes, read as a browser would. */
import { Agent, request } from "undici";
import type { BenchSite } from "./bench-site";

export class LiveCounts {
  #checkedIn = -1;
  #heard: (() => void) | undefined;
  readonly #agent = new Agent({ bodyTimeout: 0 });

  /** Begins to listen, and waits for the first word. */
  static async open({ instance, key }: BenchSite, rolloutId: number): Promise<LiveCounts> {
    const live = new LiveCounts();
    const { body, statusCode } = await request(`${instance.url}/api/v1/rollouts/${rolloutId}/live`, {
      dispatcher: live.#agent,
      headers: { authorization: `Bearer ${key}` },
    });
    if (statusCode !== 200) throw new Error(`the stream was answered ${statusCode}`);
    void live.#listen(body).catch(() => undefined);
    await live.isTold(0);
    return live;
  }

  get checkedIn(): number {
    return this.#checkedIn;
  }

  /** Waits until the page was told of so many that have checked in. */
  async isTold(checkedIn: number): Promise<void> {
    while (this.#checkedIn < checkedIn)
      await new Promise<void>((heard) => {
        this.#heard = heard;
      });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #listen(body: AsyncIterable<Buffer>): Promise<void> {
    let rest = "";
    for await (const piece of body) {
      const events = (rest + piece.toString()).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        this.#checkedIn = JSON.parse(data).counts.checked_in ?? 0;
        this.#heard?.();
      }
    }
  }
}
