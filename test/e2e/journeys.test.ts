// Every journey, in this order: the newcomer comes first, for they find Rollcall empty.
import { afterAll, beforeAll, describe } from "vitest";
import { chromiumPath } from "../support/browser";
import { followAlert } from "./journeys/alert-to-done";
import { importBigFile } from "./journeys/big-file";
import { doubtFiles } from "./journeys/doubts";
import { lookAtEveryPage } from "./journeys/every-page";
import { tendFeeds } from "./journeys/feeds";
import { walkByKeyboard } from "./journeys/keyboard";
import { walkAsNewcomer } from "./journeys/newcomer";
import { refuseNobody } from "./journeys/nobody";
import { noticeReleases } from "./journeys/noticed-release";
import { careForClient } from "./journeys/one-client";
import { answerQuestions } from "./journeys/questions";
import { recordReleases } from "./journeys/releases";
import { settle } from "./journeys/settings";
import { controlSlots } from "./journeys/slots";
import { doTheWork } from "./journeys/work";
import { closeStage, openStage } from "./stage";

describe.skipIf(!chromiumPath)("journeys through the browser", () => {
  // The appliance of one journey is a stand-in on this machine, without TLS, and so is the mail server of another.
  beforeAll(() => openStage({ ROLLCALL_OUTGOING_ALLOW: "127.0.0.1", ROLLCALL_ALERT_SECONDS: "1" }));
  afterAll(closeStage);

  walkAsNewcomer();
  importBigFile();
  answerQuestions();
  doubtFiles();
  careForClient();
  recordReleases();
  controlSlots();
  doTheWork();
  followAlert();
  settle();
  tendFeeds();
  noticeReleases();
  refuseNobody();
  walkByKeyboard();
  lookAtEveryPage();
});
