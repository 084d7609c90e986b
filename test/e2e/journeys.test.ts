// Every journey, in this order: the newcomer comes first, for they find Rollcall empty.
import { afterAll, beforeAll, describe } from "vitest";
import { chromiumPath } from "../support/browser";
import { importBigFile } from "./journeys/big-file";
import { doubtFiles } from "./journeys/doubts";
import { lookAtEveryPage } from "./journeys/every-page";
import { tendFeeds } from "./journeys/feeds";
import { walkByKeyboard } from "./journeys/keyboard";
import { walkAsNewcomer } from "./journeys/newcomer";
import { refuseNobody } from "./journeys/nobody";
import { careForClient } from "./journeys/one-client";
import { answerQuestions } from "./journeys/questions";
import { recordReleases } from "./journeys/releases";
import { settle } from "./journeys/settings";
import { controlSlots } from "./journeys/slots";
import { doTheWork } from "./journeys/work";
import { closeStage, openStage } from "./stage";

describe.skipIf(!chromiumPath)("journeys through the browser", () => {
  beforeAll(() => openStage());
  afterAll(closeStage);

  walkAsNewcomer();
  importBigFile();
  answerQuestions();
  doubtFiles();
  careForClient();
  recordReleases();
  controlSlots();
  doTheWork();
  settle();
  tendFeeds();
  refuseNobody();
  walkByKeyboard();
  lookAtEveryPage();
});
