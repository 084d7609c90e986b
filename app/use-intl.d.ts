import type alerts from "@/messages/en.alerts.json";
import type channels from "@/messages/en.channels.json";
import type demo from "@/messages/en.demo.json";
import type digest from "@/messages/en.digest.json";
import type feeds from "@/messages/en.feeds.json";
import type en from "@/messages/en.json";
import type proposals from "@/messages/en.proposals.json";
import type shell from "@/messages/en.shell.json";
import type work from "@/messages/en.work.json";

/** Makes the keys known to the type checker that may go to the browser: no component can ask for others. */
declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof en &
      typeof alerts &
      typeof channels &
      typeof demo &
      typeof digest &
      typeof feeds &
      typeof proposals &
      typeof shell &
      typeof work;
  }
}
