/** What was asked of the stand-in, for tests and for the control page. Nothing secret is kept. */

export interface AskedRequest {
  /** From 1 on. */
  number: number;
  /** Simulated time. */
  at: string;
  method: string;
  /** With its query, without what is secret in it. */
  path: string;
  status: number;
}

const mostKept = 5_000;

export class RequestRecord {
  #kept: AskedRequest[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Status 0 stands for a connection that was closed without an answer. */
  note(request: Omit<AskedRequest, "number">): void {
    const path = request.path.replace(/([?&](?:password|client_secret|access_token)=)[^&]*/gi, "$1***");
    this.#kept.push({ ...request, path, number: ++this.#count });
    if (this.#kept.length > 2 * mostKept) this.#kept = this.#kept.slice(-mostKept);
  }

  /** Those after a number, oldest first, 5,000 at most. */
  after(number = 0): AskedRequest[] {
    return this.#kept.filter((request) => request.number > number).slice(-mostKept);
  }
}
