// Decides the one shape of the doors that nobody is signed in at yet: same-site JSON in, JSON or a problem out.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Visitor } from "@/lib/access/visitor";
import { databaseNow, type Pool, pool } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { noteAnswer } from "@/lib/platform/request-metrics";
import { apiHeaders } from "./api-headers";
import { checkInput } from "./check-input";
import { refuseCrossSite, refuseUnknownHost } from "./cross-site";
import { parseJsonBody, readBody } from "./json-body";
import { problemResponse, tellable } from "./problem";
import { visitorOf } from "./true-address";

const doorBodyMaxBytes = 16_384;

interface Knock<B> {
  db: Pool;
  /** Asks for the database's clock, epoch milliseconds. */
  now: () => Promise<number>;
  body: B;
  from: Visitor;
}

/** What a door answers: a JSON body and the cookies to set. */
type Opened = { body: unknown; cookies?: readonly string[] };

/** A POST handler for sign-in, set-up, invitation and the like; bodies and errors are as in the API. */
export function doorRoute<B extends z.ZodType>(
  name: string,
  schema: B,
  open: (knock: Knock<z.output<B>>) => Promise<Opened>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = randomUUID();
    const startedMs = performance.now();
    let response: Response;
    try {
      refuseUnknownHost(request);
      refuseCrossSite(request);
      const given = parseJsonBody(
        await readBody(request, doorBodyMaxBytes),
        request.headers.get("content-type"),
      );
      const body = checkInput(schema, given, 422);
      const db = pool();
      const from = visitorOf(request, requestId);
      const opened = await open({ db, now: () => databaseNow(db), body, from });
      response = Response.json(opened.body, { headers: apiHeaders() });
      for (const cookie of opened.cookies ?? []) response.headers.append("Set-Cookie", cookie);
    } catch (error) {
      const told = tellable(error, requestId);
      if (told !== error) log.error({ err: error, requestId, operation: name }, "a request failed");
      response = problemResponse(told, apiHeaders());
    }
    noteAnswer({
      operation: name,
      group: "door",
      status: response.status,
      ms: performance.now() - startedMs,
    });
    log.info({ operation: name, status: response.status, requestId }, "request");
    return response;
  };
}
