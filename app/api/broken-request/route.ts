/** Answers requests that cannot be answered (`guard-requests.ts` sends them here), and whoever asks for this address itself. */
import { apiHeaders } from "@/app/_web/api-headers";
import { brokenHeader } from "@/app/_web/guard-requests";
import { problemResponse } from "@/app/_web/problem";
import { AppError } from "@/lib/platform/errors";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  const [why, method = ""] = (request.headers.get(brokenHeader) ?? "").split(" ");
  return problemResponse(problemOf(why ?? "", method), apiHeaders());
}

function problemOf(why: string, method: string): AppError {
  if (why === "method") {
    const allow = { Allow: "GET, HEAD, POST, PUT, PATCH, DELETE" };
    return new AppError(405, "method_not_allowed", `Nothing here takes ${method}.`, {}, allow);
  }
  if (why === "address") {
    const sentence = "The address of this request is not well-formed: check its percent-encoding.";
    return new AppError(400, "malformed_address", sentence);
  }
  return new AppError(404, "not_found", "There is nothing at this address. Check the number in it.");
}
