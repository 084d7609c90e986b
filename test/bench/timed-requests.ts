/** Requests one after the other over one connection of the loopback, each timed until its last byte has come. */
import { Agent, request } from "undici";
import { percentiles } from "./spread";

export interface TimedAnswer {
  ms: number;
  status: number;
  text: string;
}

/** Asks with `headers`; nobody else is served meanwhile, so that the time is the server's own. */
export class TimedRequests {
  readonly #agent = new Agent({ connections: 1, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** @throws Error with what was answered unless it is 200 */
  async get(path: string): Promise<TimedAnswer> {
    const beganMs = performance.now();
    const answer = await request(`${this.url}${path}`, { dispatcher: this.#agent, headers: this.headers });
    const text = await answer.body.text();
    const ms = performance.now() - beganMs;
    if (answer.statusCode !== 200)
      throw new Error(`${path} was answered ${answer.statusCode} ${text.slice(0, 300)}`);
    return { ms, status: answer.statusCode, text };
  }

  /** Asks the same so often, after one request that is not counted; milliseconds of each. */
  async again(path: string, times: number): Promise<number[]> {
    await this.get(path);
    const taken: number[] = [];
    for (let turn = 0; turn < times; turn++) taken.push((await this.get(path)).ms);
    return taken;
  }

  /** What a request costs for which nothing is done: the median of /healthz, in milliseconds. */
  async bareMs(): Promise<number> {
    return percentiles(await this.again("/healthz", 100)).p50;
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}
