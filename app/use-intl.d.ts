import type demo from "@/messages/en.demo.json";
import type feeds from "@/messages/en.feeds.json";
import type en from "@/messages/en.json";
import type shell from "@/messages/en.shell.json";
import type work from "@/messages/en.work.json";

/** Makes the keys known to the type checker that may go to the browser: no component can ask for others. */
declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof en & typeof demo & typeof feeds & typeof shell & typeof work;
  }
}
