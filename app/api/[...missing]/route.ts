// What an address under /api answers that leads nowhere: a problem document, not a page.
import { apiHeaders } from "@/app/_web/api-headers";
import { problemResponse } from "@/app/_web/problem";
import { AppError } from "@/lib/platform/errors";

export async function GET(): Promise<Response> {
  const error = new AppError(
    404,
    "not_found",
    "There is no such address. /api/v1/openapi.json lists those that exist.",
  );
  return problemResponse(error, apiHeaders());
}

export { GET as POST, GET as PUT, GET as PATCH, GET as DELETE };
