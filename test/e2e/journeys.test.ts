// Every journey, in this order: the newcomer comes first, for they find Rollcall empty.
import { afterAll, beforeAll, describe } from "vitest";
import { chromiumPath } from "../support/browser";
import { walkAsNewcomer } from "./journeys/newcomer";
import { closeStage, openStage } from "./stage";

describe.skipIf(!chromiumPath)("journeys through the browser", () => {
  beforeAll(openStage);
  afterAll(closeStage);

  walkAsNewcomer();
});
